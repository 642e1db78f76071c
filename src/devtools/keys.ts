/** The part of a keyboard event that says what was pressed. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Whether Ctrl, or Cmd on a Mac, is held and no other modifier is. */
export function isCommand(event: KeyPress): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
}

/** Whether no modifier is held. */
export function isPlain(event: KeyPress): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
}

/** Whether a key press wants to send what was written: Ctrl+Enter, on a Mac Cmd+Enter. */
export function isSend(event: KeyPress): boolean {
  return event.key === 'Enter' && isCommand(event)
}

/** Whether a key press wants the filter: `/` where it would not be typed. */
export function isFilter(event: KeyPress, typing: boolean): boolean {
  return event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey
}

/** Whether a key press wants to find: Ctrl+F, on a Mac Cmd+F. */
export function isFind(event: KeyPress): boolean {
  return event.key.toLowerCase() === 'f' && isCommand(event)
}

/** Whether a key press wants to copy: Ctrl+C, on a Mac Cmd+C. */
export function isCopy(event: KeyPress): boolean {
  return event.key.toLowerCase() === 'c' && isCommand(event)
}

/** Whether a key press wants all: Ctrl+A, on a Mac Cmd+A. */
export function isAll(event: KeyPress): boolean {
  return event.key.toLowerCase() === 'a' && isCommand(event)
}

/** What a key press in the list wants a message to be shown as: Space raw, with Shift in hex; null: nothing. */
export function rawView(event: KeyPress): 'text' | 'hex' | null {
  if (event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey) return null
  return event.shiftKey ? 'hex' : 'text'
}

/** Whether a key press types a character that could begin a text. */
export function isTyped(event: KeyPress): boolean {
  return [...event.key].length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey
}

/**
 * Where a key moves to in a list of `length` places from the place `at` (-1: none), with `page` places in sight; null
 * for a key that does not move.
 */
export function moved(event: KeyPress, at: number, length: number, page: number): number | null {
  if (!isPlain(event) || length === 0) return null
  const last = length - 1
  switch (event.key) {
    case 'ArrowDown':
      return Math.min(at + 1, last)
    case 'ArrowUp':
      return at < 0 ? last : Math.max(at - 1, 0)
    case 'PageDown':
      return Math.min(at + page, last)
    case 'PageUp':
      return Math.max(at - page, 0)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
