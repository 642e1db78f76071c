import type { BenchWindow } from './bench-window.ts'

export interface FilterTimes {
  /** ms until as many rows are in the document as can be seen. */
  readonly firstPage: number
  /** ms until no row is left to be tested. */
  readonly complete: number
}

/** Types a filter that so many rows pass, at least as many as can be seen, and waits until all have been looked at. */
export async function filterRows(filter: string): Promise<FilterTimes> {
  const { meter } = window as unknown as BenchWindow
  if (!meter) throw new Error('There is no frame meter')
  const field = document.querySelector<HTMLInputElement>('[data-testid=filter]')
  const list = document.querySelector('[data-testid=messages]')
  if (!field || !list) throw new Error('There is no filter or no list')
  const write = (text: string): void => {
    field.value = text
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
  const settle = async (): Promise<number> => {
    do await meter.next()
    while (meter.pending > 0)
    return performance.now()
  }
  const rows = () => document.querySelectorAll('[data-testid=row]').length
  write('')
  await settle()
  const page = Math.floor(list.clientHeight / (document.querySelector('[data-testid=row]')?.clientHeight ?? 0)) - 1
  if (!(page > 0)) throw new Error('No row can be seen')
  // Anywhere in a frame, as a key press is.
  await new Promise((resume) => setTimeout(resume, 17 * Math.random()))

  let firstPage: number | null = null
  const start = performance.now()
  const observer = new MutationObserver(() => {
    const first = document.querySelector('[data-testid=row]')?.textContent ?? ''
    if (firstPage === null && rows() >= page && first.includes(filter)) firstPage = performance.now() - start
  })
  observer.observe(list, { childList: true, characterData: true, subtree: true })
  write(filter)
  const complete = (await settle()) - start
  observer.disconnect()
  if (firstPage === null) throw new Error('The rows of the filter did not show')
  return { firstPage, complete }
}
