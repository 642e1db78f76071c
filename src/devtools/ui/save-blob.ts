/** ms after which a browser has taken hold of what it saves. */
const TAKEN = 60_000

/** Hands a Blob to the browser's downloads under this name. Neither browser lets a panel show the dialog of a file picker. */
export function saveBlob(document: Document, blob: Blob, name: string): void {
  const window = document.defaultView
  if (!window) return
  const url = window.URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  window.setTimeout(() => window.URL.revokeObjectURL(url), TAKEN)
}
