const born = crypto.randomUUID()

const runtime = (globalThis.browser ?? chrome).runtime
runtime.onConnect.addListener((port) => {
  port.postMessage(born)
  port.onMessage.addListener((text) => {
    throw new Error(text)
  })
})
