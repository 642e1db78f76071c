import type { BenchWindow } from './bench-window.ts'

/**
 * From now on, clicks a row in the middle of the list ten times a second for so many ms, whatever comes meanwhile. Notes
 * the ms of each click, from when it was due to the frame that shows the row's message, rendered.
 */
export function clickRows(duration: number): void {
  const panel = window as unknown as BenchWindow
  const { port1, port2 } = new MessageChannel()
  const rendered = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        port1.onmessage = () => resolve(performance.now())
        port2.postMessage(null)
      })
    })
  const shown = (): string => document.querySelector('[data-testid=message-details]')?.textContent ?? ''
  const clickAll = async (): Promise<number[]> => {
    const begin = performance.now()
    const times: number[] = []
    for (let due = begin; due < begin + duration; due = Math.max(due, performance.now()) + 100) {
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
      const before = shown()
      const rows = [...document.querySelectorAll<HTMLElement>('[data-testid=row]')]
      const numbers = rows.map(({ textContent }) => /1\d{8}/.exec(textContent)?.[0] ?? '')
      const at = numbers.findIndex((number, at) => at >= rows.length >> 1 && number !== '' && !before.includes(number))
      if (at < 0) continue
      for (const type of ['mousedown', 'mouseup', 'click']) {
        rows[at]?.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, detail: 1 }))
      }
      let now = 0
      do now = await rendered()
      while (!shown().includes(numbers[at] as string) && now - due < 5000)
      times.push(now - due)
    }
    return times
  }
  panel.clicks = clickAll()
}

/** What clickRows has noted, when it is done. */
export async function readClicks(): Promise<readonly number[]> {
  return (await (window as unknown as BenchWindow).clicks) ?? []
}
