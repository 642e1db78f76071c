// The classic tutorial for an echo server, with its alerts turned into lines. `?echo=ws://…` names another server.
const TEXTS = {
  en: {
    title: 'Run WebSocket',
    intro: 'Opens a connection to the echo server, sends one message, and shows what comes back.',
    run: 'Run WebSocket',
    supported: 'WebSocket is supported by your browser!',
    unsupported: 'WebSocket is not supported by your browser!',
    sent: 'Message is sent: ',
    received: 'Message is received: ',
    closed: 'Connection is closed',
  },
  zh: {
    title: '运行 WebSocket',
    intro: '连接到回显服务器，发送一条消息，并显示返回的内容。',
    run: '运行 WebSocket',
    supported: '您的浏览器支持 WebSocket！',
    unsupported: '您的浏览器不支持 WebSocket！',
    sent: '消息已发送：',
    received: '收到消息：',
    closed: '连接已关闭',
  },
}
const MESSAGE = 'Message to send'
const address = new URLSearchParams(location.search).get('echo') ?? 'ws://localhost:9998/echo'
const log = document.getElementById('log')
/** Lines as [text key, detail], so that they can be told again in the other language. */
const lines = []

const language = () => (location.hash === '#zh' ? 'zh' : 'en')

function show() {
  const texts = TEXTS[language()]
  document.documentElement.lang = language()
  document.title = texts.title
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = texts[element.dataset.text]
  log.replaceChildren(
    ...lines.map(([key, detail]) => {
      const item = document.createElement('li')
      item.dataset.line = key
      item.textContent = texts[key] + detail
      return item
    }),
  )
}

function say(key, detail = '') {
  lines.push([key, detail])
  show()
}

function run() {
  if (!('WebSocket' in window)) {
    say('unsupported')
    return
  }
  say('supported')
  const ws = new WebSocket(address)
  ws.onopen = () => {
    ws.send(MESSAGE)
    say('sent', MESSAGE)
  }
  ws.onmessage = (event) => say('received', event.data)
  ws.onclose = (event) => say('closed', ` (${event.code})`)
}

document.getElementById('address').textContent = address
document.getElementById('run').addEventListener('click', (event) => {
  event.preventDefault()
  run()
})
window.addEventListener('hashchange', show)
show()
