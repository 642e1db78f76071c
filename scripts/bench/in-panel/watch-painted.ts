import type { BenchWindow, Painted } from './bench-window.ts'

/** Notes from now on which message the list has painted, in the frame after the one that drew it. */
export function watchPainted(): void {
  const panel = window as unknown as BenchWindow
  const painted: Painted[] = []
  panel.painted = painted
  let newest = -1
  const observer = new MutationObserver(() => {
    const rows = [...document.querySelectorAll('[data-testid=row]')]
    // After the last message come other rows, such as the close of its socket.
    const found = rows.map(({ textContent }) => /"n":1(\d{8})/.exec(textContent)?.[1]).findLast(Boolean)
    const number = Number(found ?? -1)
    if (number <= newest) return
    newest = number
    requestAnimationFrame(() => painted.push({ number, time: Date.now() }))
  })
  observer.observe(document.body, { childList: true, characterData: true, subtree: true })
}

/** What watchPainted has noted. */
export function readPainted(): Painted[] {
  return (window as unknown as BenchWindow).painted ?? []
}
