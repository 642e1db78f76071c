/**
 * What tests look for in the panel and the page. Each function runs in the document, so it sees nothing but its
 * arguments.
 */

/** A row of a kind, drawn in the list, whose text contains all these words. */
export function hasRow(kind: string, ...words: string[]): boolean {
  return [...document.querySelectorAll(`[data-testid=row][data-kind=${kind}]`)].some(({ textContent }) =>
    words.every((word) => textContent.includes(word)),
  )
}

/** The text of the rows in sight, by kind. */
export function rowsOf(kind: string): string[] {
  return [...document.querySelectorAll(`[data-testid=row][data-kind=${kind}]`)].map(({ textContent }) => textContent)
}

/** A socket in a state whose text contains these words. */
export function hasSocket(state: string, ...words: string[]): boolean {
  return [...document.querySelectorAll(`[data-testid=socket][data-state=${state}]`)].some(({ textContent }) =>
    words.every((word) => textContent.includes(word)),
  )
}

/** The log has a row of a kind whose payload contains this text, drawn or not. */
export function hasLogged(kind: string, text: string): boolean {
  const { handover } = globalThis as unknown as {
    handover: {
      session: { log: { first: number; end: number; body(row: number): unknown; kind(row: number): string } }
    }
  }
  const { log } = handover.session
  for (let row = log.end - 1; row >= log.first; row--) {
    const body = log.body(row)
    if (log.kind(row) === kind && typeof body === 'string' && body.includes(text)) return true
  }
  return false
}

/** Marks the first row of a kind with this text, so that it can be clicked as [data-marked]. */
export function markRow(kind: string, word: string): boolean {
  document.querySelector('[data-marked]')?.removeAttribute('data-marked')
  const row = [...document.querySelectorAll(`[data-testid=row][data-kind=${kind}]`)].find(({ textContent }) =>
    textContent.includes(word),
  )
  row?.setAttribute('data-marked', '')
  return row !== undefined
}

/** Likewise a socket. */
export function markSocket(word: string): boolean {
  document.querySelector('[data-marked]')?.removeAttribute('data-marked')
  const socket = [...document.querySelectorAll('[data-testid=socket]')].find(({ textContent }) =>
    textContent.includes(word),
  )
  socket?.setAttribute('data-marked', '')
  return socket !== undefined
}

/** The text of the element with this test id contains these words. */
export function says(testId: string, ...words: string[]): boolean {
  const text = document.querySelector(`[data-testid="${testId}"]`)?.textContent ?? ''
  return words.every((word) => text.includes(word))
}

/** A field holds this. */
export function hasValue(testId: string, text: string): boolean {
  const field = document.querySelector<HTMLInputElement>(`[data-testid="${testId}"]`)
  if (!field?.isContentEditable) return field?.value === text
  const lines = [...field.querySelectorAll('.cm-line')].filter((line) => !line.querySelector('.cm-placeholder'))
  return lines.map(({ textContent }) => textContent).join('\n') === text
}

/** The story's page shows this line. */
export function hasLine(key: string, word: string): boolean {
  return [...document.querySelectorAll(`[data-line=${key}]`)].some(({ textContent }) => textContent.includes(word))
}
