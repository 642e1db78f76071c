import type { BenchWindow, Painted } from './bench-window.ts'

/** Notes from now on which message the list has painted, in the frame after the one that drew it. */
export function watchPainted(): void {
  const panel = window as unknown as BenchWindow
  const list = document.querySelector('[data-testid=messages]')
  if (!list) throw new Error('There is no list')
  const painted: Painted[] = []
  panel.painted = painted
  let newest = -1
  const observer = new MutationObserver(() => {
    const number = Number(
      /"n":1(\d{8})/.exec([...list.querySelectorAll('[data-testid=row]')].at(-1)?.textContent ?? '')?.[1],
    )
    if (!(number > newest)) return
    newest = number
    requestAnimationFrame(() => painted.push({ number, time: Date.now() }))
  })
  observer.observe(list, { childList: true, characterData: true, subtree: true })
}

/** What watchPainted has noted. */
export function readPainted(): Painted[] {
  return (window as unknown as BenchWindow).painted ?? []
}
