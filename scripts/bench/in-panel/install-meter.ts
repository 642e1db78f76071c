import type { BenchWindow, FrameMeter } from './bench-window.ts'

/*
 * What runs in the panel's document and measures there, in one call each. As in in-page/, the functions travel as text and
 * see nothing but their arguments.
 */

/** Counts and times the animation frames that the panel asks for. */
export function installMeter(): void {
  const panel = window as unknown as BenchWindow
  if (panel.meter) return
  const ask = panel.requestAnimationFrame.bind(panel)
  const cancel = panel.cancelAnimationFrame.bind(panel)
  const meter: FrameMeter = { pending: 0, spent: 0, next: () => new Promise((resume) => ask(resume)) }
  panel.meter = meter
  const asked = new Set<number>()
  panel.requestAnimationFrame = (callback) => {
    const frame = ask((time) => {
      asked.delete(frame)
      meter.pending = asked.size
      const before = performance.now()
      callback(time)
      meter.spent += performance.now() - before
    })
    asked.add(frame)
    meter.pending = asked.size
    return frame
  }
  panel.cancelAnimationFrame = (frame) => {
    asked.delete(frame)
    meter.pending = asked.size
    cancel(frame)
  }
}
