export interface Fling {
  /** ms from the begin of each frame's work to the moment after it was rendered. */
  readonly work: readonly number[]
  /** ms between frames. */
  readonly intervals: readonly number[]
}

/**
 * Goes through the whole list for so many ms: the first half by the wheel, thousands of pixels a frame and then slower and
 * slower, again and again; the second half by the bar, from the end to the begin.
 */
export async function fling(duration: number): Promise<Fling> {
  const list = document.querySelector('[data-testid=messages]')
  if (!list) throw new Error('There is no list')
  const work: number[] = []
  const intervals: number[] = []
  const { port1, port2 } = new MessageChannel()
  const rendered = (): Promise<number> =>
    new Promise((resolve) => {
      port1.onmessage = () => resolve(performance.now())
      port2.postMessage(null)
    })
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
  list.scrollTop = 0
  await frame()
  let last = await frame()
  const begin = last
  for (;;) {
    const share = (last - begin) / duration
    if (share >= 1) break
    const before = performance.now()
    if (share < 0.5) {
      const deltaY = 6000 * Math.exp(-3 * ((share * 8) % 1))
      list.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true }))
    } else list.scrollTop = (list.scrollHeight - list.clientHeight) * (2 - 2 * share)
    // Posted within the frame, the message arrives when the frame has been rendered.
    work.push((await rendered()) - before)
    const now = await frame()
    intervals.push(now - last)
    last = now
  }
  return { work, intervals }
}
