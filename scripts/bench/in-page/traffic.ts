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

/** For so many ms, sends a message to an echo server each time the one before has come back. `twice`: a second listener hears it. */
export async function roundTrips(url: string, duration: number, text: string, twice = false): Promise<Passed> {
  const socket = new WebSocket(url)
  if (twice) socket.addEventListener('message', () => {}, true)
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

/** For so many ms, and once at least, asks for a burst of messages each time the one before is complete. `twice` as above. */
export async function bursts(url: string, duration: number, size: number, twice = false): Promise<Passed> {
  const socket = new WebSocket(url)
  if (twice) socket.addEventListener('message', () => {}, true)
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

/** Takes a stream of so many messages a second (0: as many as it can), of which it tells the server what it has. */
export async function takeStream(url: string, rate: number, seconds: number): Promise<Passed> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error(`No connection to ${url}`))
  })
  const start = performance.now()
  let messages = 0
  const end = await new Promise<number>((resolve, reject) => {
    socket.onclose = () => reject(new Error(`The socket closed after ${messages} messages`))
    socket.onmessage = ({ data }) => {
      if (++messages % 2000 === 0) socket.send(String(messages))
      if (data.length < 100) resolve(JSON.parse(data).end)
    }
    socket.send(JSON.stringify({ rate, seconds }))
  })
  const time = performance.now() - start
  if (messages !== end + 1) throw new Error(`Of ${end} messages ${messages - 1} came`)
  socket.onclose = null
  socket.close()
  return { messages, time }
}

/** Likewise, and answers when each of the messages came, by its number: ms since the epoch. */
export async function timeStream(url: string, rate: number, seconds: number): Promise<number[]> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error(`No connection to ${url}`))
  })
  const times: number[] = []
  await new Promise<void>((resolve, reject) => {
    socket.onclose = () => reject(new Error(`The socket closed after ${times.length} messages`))
    socket.onmessage = ({ data }) => {
      if (data.length < 100) resolve()
      else times.push(Date.now())
    }
    socket.send(JSON.stringify({ rate, seconds }))
  })
  socket.onclose = null
  socket.close()
  return times
}
