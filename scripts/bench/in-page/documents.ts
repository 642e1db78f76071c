/* Documents that are made in the measured page; see traffic.ts. */

/** Adds blank frames one by one, each until its load event, and takes it away again. Answers ms per frame. */
export async function frameTime(count: number): Promise<number> {
  const start = performance.now()
  for (let at = 0; at < count; at++) {
    const frame = document.createElement('iframe')
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
    document.body.append(frame)
    await loaded
    frame.remove()
  }
  return (performance.now() - start) / count
}

/** Of this document: ms from its response to the moment at which it was parsed. */
export function navigationTime(): number {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  if (navigation === undefined) throw new Error('The page does not know how it was loaded')
  return navigation.domInteractive - navigation.responseStart
}
