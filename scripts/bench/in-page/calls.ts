/*
 * Single calls, timed in the measured page; see traffic.ts. Each answers ns per call: the median of several series, which a
 * collection of garbage in one of them does not touch.
 */

/** Constructs sockets in a row, then closes them and waits until they are closed. */
export async function constructions(url: string, count: number): Promise<number> {
  const series: number[] = []
  for (let turn = 0; turn < 9; turn++) {
    const sockets: WebSocket[] = []
    const start = performance.now()
    for (let at = 0; at < count; at++) sockets.push(new WebSocket(url))
    series.push(((performance.now() - start) / count) * 1e6)
    const closed = sockets.map((socket) => new Promise((resolve) => socket.addEventListener('close', resolve)))
    for (const socket of sockets) socket.close()
    await Promise.all(closed)
  }
  return series.sort((left, right) => left - right)[4] ?? Number.NaN
}

/** Sends in a row to a server that swallows, then waits until it says that it has everything. */
export async function sends(url: string, count: number, text: string): Promise<number> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error(`No connection to ${url}`))
  })
  const series: number[] = []
  for (let turn = 0; turn < 25; turn++) {
    const start = performance.now()
    for (let at = 0; at < count; at++) socket.send(text)
    series.push(((performance.now() - start) / count) * 1e6)
    await new Promise((resolve) => {
      socket.onmessage = resolve
      socket.send('?')
    })
  }
  socket.close()
  return series.sort((left, right) => left - right)[12] ?? Number.NaN
}

/**
 * Asks for messages and keeps the thread busy until they wait in a row, then times them from the first to the last:
 * what other processes do for them is done by then.
 */
export async function receptions(url: string, count: number): Promise<number> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error(`No connection to ${url}`))
  })
  const series: number[] = []
  for (let turn = 0; turn < 25; turn++) {
    series.push(
      await new Promise<number>((resolve) => {
        let received = 0
        let start = 0
        socket.onmessage = () => {
          if (received++ === 0) start = performance.now()
          if (received === count) resolve(((performance.now() - start) / (count - 1)) * 1e6)
        }
        socket.send(String(count))
        // A turn of the event loop, so that the request leaves the page.
        setTimeout(() => {
          const busy = performance.now() + 40
          while (performance.now() < busy);
        })
      }),
    )
  }
  socket.close()
  return series.sort((left, right) => left - right)[12] ?? Number.NaN
}
