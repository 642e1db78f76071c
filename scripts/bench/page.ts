/*
 * What runs in the measured pages: each function there is one call from outside, which measures by itself and answers when
 * it is done, so that nothing else happens meanwhile. The functions travel as text and see nothing but their arguments.
 */

export interface Passed {
  /** Messages that came in. */
  readonly messages: number
  /** ms */
  readonly time: number
}

/** For so many ms, sends a message to an echo server each time the one before has come back. */
export async function roundTrips(url: string, duration: number, text: string): Promise<Passed> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error(`No connection to ${url}`))
  })
  const start = performance.now()
  let messages = 0
  const time = await new Promise<number>((resolve, reject) => {
    socket.onclose = () => reject(new Error(`The socket closed after ${messages} messages`))
    socket.onmessage = () => {
      messages++
      const passed = performance.now() - start
      if (passed < duration) socket.send(text)
      else resolve(passed)
    }
    socket.send(text)
  })
  socket.onclose = null
  socket.close()
  return { messages, time }
}

/** For so many ms, and once at least, asks for a burst of messages each time the one before is complete. */
export async function bursts(url: string, duration: number, size: number): Promise<Passed> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error(`No connection to ${url}`))
  })
  const start = performance.now()
  let messages = 0
  let length = 0
  const time = await new Promise<number>((resolve, reject) => {
    socket.onclose = () => reject(new Error(`The socket closed after ${messages} messages`))
    socket.onmessage = ({ data }) => {
      length += data.length
      if (++messages % size !== 0) return
      const passed = performance.now() - start
      if (passed < duration) socket.send(String(size))
      else resolve(passed)
    }
    socket.send(String(size))
  })
  if (length === 0) throw new Error('The messages were empty')
  socket.onclose = null
  socket.close()
  return { messages, time }
}
