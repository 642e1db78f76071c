/**
 * XML. https://www.w3.org/TR/xml/
 *
 * Claims texts that are one element, or a beginning of a stream of XMPP (`<stream:stream …>`, which closes in a later message), from their
 * first character to their last. Elements are tags with their attributes (`@name`) and what is in them, in order; comments are left
 * out. Refuses HTML that is no XML, and declares nothing: of a document type nothing is read, and an entity that XML itself does not
 * have stays as it was written, so none can grow.
 */
import { utf8Text } from './byte-cursor.ts'
import type { Decoder, Message, Outcome } from './decoder.ts'
import { TreeBuilder } from './tree.ts'
import { summaryLine } from './tree-summary.ts'

const NAME = String.raw`[\p{L}_:][\p{L}\p{N}_:.\-·]*`
const BEGINNING = new RegExp(String.raw`^\s*<(?:[?]xml\s|!--|!DOCTYPE\s|${NAME}[\s/>])`, 'u')
/** A tag, up to its attributes. */
const TAG = new RegExp(`<(/?)(${NAME})`, 'uy')
const ATTRIBUTE = new RegExp(String.raw`\s+(${NAME})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`, 'uy')
const END = /\s*(\/?)>/y
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

class XmlError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** Replaces characters' numbers and the five entities that XML has; others stay as they are. */
function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10)
    return code === 0 || code > 0x10ffff ? whole : String.fromCodePoint(code)
  })
}

interface Element {
  readonly name: string
  readonly at: number
}

/** Reads a text from its beginning to its end, without recursion. */
class XmlReader {
  readonly builder = new TreeBuilder()
  /** Elements that are open, outermost first. */
  readonly open: Element[] = []
  root: string | null = null
  readonly #text: string
  #at = 0
  #isDone = false

  constructor(text: string) {
    this.#text = text
  }

  read(): void {
    const text = this.#text
    while (this.#at < text.length) {
      const next = text.indexOf('<', this.#at)
      const end = next < 0 ? text.length : next
      this.#characters(text.slice(this.#at, end))
      this.#at = end
      if (next < 0) break
      if (text.startsWith('<!--', next)) this.#past('-->', 'comment')
      else if (text.startsWith('<![CDATA[', next)) this.#cdata()
      else if (text.startsWith('<?', next)) this.#past('?>', 'instruction')
      else if (text.startsWith('<!DOCTYPE', next) && this.root === null) this.#documentType()
      else this.#tag()
    }
    if (this.root === null) throw new XmlError('There is no element.', this.#at)
  }

  #past(end: string, what: string): void {
    const found = this.#text.indexOf(end, this.#at)
    if (found < 0) throw new XmlError(`This ${what} has no end.`, this.#at)
    this.#at = found + end.length
  }

  #cdata(): void {
    const from = this.#at + '<![CDATA['.length
    this.#past(']]>', 'CDATA section')
    this.#add(this.#text.slice(from, this.#at - 3))
  }

  /** Passed over, with what it declares in brackets. */
  #documentType(): void {
    const text = this.#text
    const bracket = text.indexOf('[', this.#at)
    const first = text.indexOf('>', this.#at)
    const inner = bracket >= 0 && bracket < first ? text.indexOf(']', bracket) : this.#at
    const end = inner < 0 ? -1 : text.indexOf('>', inner)
    if (end < 0) throw new XmlError('This document type has no end.', this.#at)
    this.#at = end + 1
  }

  #characters(text: string): void {
    if (text.trim() !== '') this.#add(unescaped(text.trim()))
  }

  #add(text: string): void {
    if (this.open.length === 0) throw new XmlError('Text stands outside of any element.', this.#at)
    this.builder.leaf('string', text)
  }

  #tag(): void {
    const at = this.#at
    TAG.lastIndex = at
    const found = TAG.exec(this.#text)
    if (!found) throw new XmlError('A name is missing after <.', at)
    const [whole, slash, name = ''] = found
    this.#at += whole.length
    if (slash === '/') this.#close(name, at)
    else this.#element(name, at)
  }

  #close(name: string, at: number): void {
    END.lastIndex = this.#at
    const end = END.exec(this.#text)
    const element = this.open.at(-1)
    if (!end || element?.name !== name) {
      throw new XmlError(element ? `</${element.name}> is expected here.` : 'Nothing is open that this closes.', at)
    }
    this.open.pop()
    this.builder.close()
    this.#at = END.lastIndex
    this.#isDone = this.open.length === 0
  }

  #element(name: string, at: number): void {
    if (this.#isDone) throw new XmlError('A second element begins here.', at)
    this.root ??= name
    this.builder.open('tag', null, name)
    const names = new Set<string>()
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at
      const found = ATTRIBUTE.exec(this.#text)
      if (!found) break
      const [whole, attribute = '', double, single] = found
      if (names.has(attribute)) throw new XmlError(`${attribute} is there twice.`, this.#at)
      names.add(attribute)
      this.#at += whole.length
      this.builder.leaf('string', unescaped(double ?? single ?? ''), `@${attribute}`)
    }
    END.lastIndex = this.#at
    const end = END.exec(this.#text)
    if (!end) throw new XmlError(`The tag ${name} has no end that can be read.`, this.#at)
    this.#at = END.lastIndex
    if (end[1] === '/') {
      this.builder.close()
      this.#isDone = this.open.length === 0
    } else this.open.push({ name, at })
  }
}

/** The element's tag as it was written, and how it goes on. */
function summaryOf(text: string): string {
  return summaryLine(text.replace(/^\s*(?:<[?!][^>]*>\s*)*/, '').replaceAll(/\s+/g, ' '))
}

function read({ data }: Message, pinned: boolean): Outcome {
  const text = typeof data === 'string' ? data : data[0] === 0x3c ? utf8Text(data) : null
  if (text === null || !(pinned || BEGINNING.test(text))) return 'not mine'
  const reader = new XmlReader(text)
  let error: XmlError | null = null
  try {
    reader.read()
  } catch (problem) {
    if (!(problem instanceof XmlError)) throw problem
    error = problem
  }
  const { root, open } = reader
  const isStream = error === null && open.length === 1 && root === 'stream:stream'
  const unclosed = open.at(-1)
  if (error === null && unclosed && !isStream) error = new XmlError(`${unclosed.name} is never closed.`, unclosed.at)
  if (error) {
    // What only begins like XML is some other text.
    if (!pinned) return 'not mine'
    const tree = root === null ? undefined : reader.builder.done()
    return { protocol: 'XML', confidence: 'certain', error: error.message, at: error.at, ...(tree && { tree }) }
  }
  return {
    protocol: 'XML',
    confidence: pinned ? 'certain' : 'likely',
    summary: summaryOf(text.slice(0, 2000)),
    ...(root !== null && { kind: root.slice(0, 100) }),
    tree: reader.builder.done(),
  }
}

export const xmlDecoder: Decoder = {
  id: 'xml',
  name: 'XML',
  ordered: false,
  reader: (_, pinned) => ({ read: (message) => read(message, pinned) }),
}
