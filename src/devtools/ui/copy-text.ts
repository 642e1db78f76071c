/**
 * Puts a text on the clipboard, and says whether it did. A `copy` event is the way that needs no permission: DevTools of
 * Chrome shows panels in a frame that `navigator.clipboard` is closed to.
 */
export function copyText(document: Document, text: string): boolean {
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  document.addEventListener('copy', fill, { capture: true })
  try {
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', fill, { capture: true })
  }
}
