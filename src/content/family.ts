/**
 * A page can ask one document for the source of another's functions: `frame.contentWindow.Function.prototype.toString
 * .call(WebSocket)`. So documents that reach each other share one record of what native functions said. A new document
 * asks its relatives for theirs by an event whose type only hooks know; no page code runs, and none can listen for it.
 */
import { ask, call, defineProperty, detailOf, getter, isNative, listen, type Note, note } from './primitives.ts'

const fontsOfDocument = getter(Document.prototype, 'fonts')
const documentOfWindow = getter(window, 'document')

interface Question {
  sources?: Note<string>
}

/** As isPristine of primitives, of what is taken here. */
export function isFamilyPristine(): boolean {
  return isNative(fontsOfDocument) && isNative(documentOfWindow)
}

/** What belongs to a document, is an EventTarget, and has no path to a window on which a page could listen in. */
export function fontsOf(document: Document): FontFaceSet {
  return call(fontsOfDocument, document) as FontFaceSet
}

/**
 * The record of a document's family: what patched functions say of themselves.
 * @param secret type of the event by which hooks ask each other; empty where there is none, and then a family has one member.
 */
export function joinFamily(secret: string): Note<string> {
  const sources = (secret && sourcesOfRelatives(secret)) || note<string>()
  if (secret) {
    listen(fontsOf(document), secret, (event: CustomEvent<Question>) => {
      defineProperty(detailOf(event), 'sources', { __proto__: null, value: sources } as PropertyDescriptor)
    })
  }
  return sources
}

function sourcesOfRelatives(secret: string): Note<string> | undefined {
  let relative: Window = window
  while (relative !== relative.parent) {
    relative = relative.parent
    const found = sourcesOf(relative, secret)
    if (found) return found
  }
  return opener ? sourcesOf(opener, secret) : undefined
}

/** The record of a related document, or of this one, once it has one. */
export function sourcesOf(relative: Window, secret: string): Note<string> | undefined {
  const question = { __proto__: null } as Question
  try {
    ask(fontsOf(call(documentOfWindow, relative) as Document), secret, question)
  } catch {
    // Of another origin.
  }
  return question.sources
}
