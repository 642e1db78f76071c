import type { BenchWindow } from './bench-window.ts'

/**
 * Opens the panel's page once more, in a frame over the panel, and gives it the session as the devtools page does.
 * Answers ms from there until its first rows were painted.
 */
export async function openAgain(): Promise<number> {
  const { handover } = window as unknown as BenchWindow
  const frame = document.createElement('iframe')
  frame.style.cssText = 'position: fixed; inset: 0; width: 100%; height: 100%; border: 0'
  frame.src = 'panel.html'
  const start = performance.now()
  document.body.append(frame)
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  const panel = frame.contentWindow as unknown as BenchWindow & { onHandover?: (given: typeof handover) => void }
  Object.assign(panel, { handover })
  panel.onHandover?.(handover)
  const shown = () => panel.document.querySelector('[data-testid=row]') !== null
  if (!shown()) {
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (!shown()) return
        observer.disconnect()
        resolve()
      })
      observer.observe(panel.document, { childList: true, subtree: true })
    })
  }
  await new Promise((resolve) => requestAnimationFrame(resolve))
  const time = performance.now() - start
  frame.remove()
  return time
}
