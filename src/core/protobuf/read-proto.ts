import type { EnumDraft, ExtensionDraft, FieldDraft, MessageDraft, ProtoFile } from './schema.ts'
import { GREATEST_FIELD } from './wire.ts'

/**
 * Reads a `.proto` text of syntax 2, 3 or an edition: what says how messages are to be read. Options, services, reserved and
 * extension ranges are passed over. https://protobuf.dev/reference/protobuf/proto3-spec/
 */

export type ProtoReading =
  | { readonly ok: true; readonly file: ProtoFile }
  /** `line` from 1. */
  | { readonly ok: false; readonly message: string; readonly line: number }

interface Token {
  readonly text: string
  readonly line: number
}

class ProtoError extends Error {
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

const TOKEN =
  /(\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'|\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?|[{}[\]()<>=;:,+-]|\/(?!\*)/y
const NAME = /^[A-Za-z_]\w*$/
const TYPE = /^\.?[A-Za-z_][\w.]*$/
const INTEGER = /^(?:0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)$/
/** Messages in messages. */
const DEEPEST = 64

function* tokens(text: string): Generator<Token, void> {
  let line = 1
  TOKEN.lastIndex = text.startsWith('\ufeff') ? 1 : 0
  for (let at = TOKEN.lastIndex; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (!found) {
      const isOpen = text.startsWith('/*', at)
      throw new ProtoError(isOpen ? 'This comment has no end.' : `${text[at]} can’t stand here.`, line)
    }
    const next = TOKEN.lastIndex
    if (found[1] === undefined) yield { text: found[0], line }
    line += found[0].split('\n').length - 1
    TOKEN.lastIndex = next
  }
}

/** Reads one file. `path` is what others import it by. */
export function readProto(text: string, path: string): ProtoReading {
  try {
    return { ok: true, file: new ProtoReader([...tokens(text)], path).file() }
  } catch (error) {
    if (error instanceof ProtoError) return { ok: false, message: error.message, line: error.line }
    throw error
  }
}

class ProtoReader {
  readonly #tokens: readonly Token[]
  readonly #path: string
  readonly #imports: string[] = []
  readonly #messages: MessageDraft[] = []
  readonly #enums: EnumDraft[] = []
  readonly #extensions: ExtensionDraft[] = []
  #at = 0

  constructor(tokens: readonly Token[], path: string) {
    this.#tokens = tokens
    this.#path = path
  }

  file(): ProtoFile {
    let scope = ''
    while (this.#at < this.#tokens.length) {
      const word = this.#next()
      if (word === 'package') {
        scope = this.#type('the package’s name')
        this.#expect(';')
      } else if (word === 'import') {
        const path = this.#next()
        this.#imports.push(textOf(path === 'public' || path === 'weak' || path === 'option' ? this.#next() : path))
        this.#expect(';')
      } else if (!this.#definition(word, scope, 0)) {
        if (word === 'syntax' || word === 'edition' || word === 'option') this.#skipStatement()
        else if (word === 'service') {
          this.#name('the service’s name')
          this.#expect('{')
          this.#skipTo('}')
        } else if (word !== ';') this.#fail(`“${word}” begins nothing that a .proto file can have.`)
      }
    }
    return {
      path: this.#path,
      imports: this.#imports,
      messages: this.#messages,
      enums: this.#enums,
      extensions: this.#extensions,
    }
  }

  /** A message, an enum or an extension, if the word begins one. */
  #definition(word: string, scope: string, depth: number): boolean {
    const isDefinition = (word === 'message' || word === 'enum' || word === 'extend') && this.#peek(1) === '{'
    if (!isDefinition) return false
    if (word === 'message') this.#message(within(scope, this.#name('the message’s name')), depth)
    else if (word === 'enum') this.#enum(within(scope, this.#name('the enum’s name')))
    else this.#extend(scope, depth)
    return true
  }

  #message(name: string, depth: number): void {
    if (depth > DEEPEST) this.#fail(`Messages are nested deeper than ${DEEPEST}.`)
    this.#expect('{')
    const fields: FieldDraft[] = []
    this.#messages.push({ name, fields, isMapEntry: false })
    for (let word = this.#next(); word !== '}'; word = this.#next()) {
      if (word === ';' || this.#definition(word, name, depth + 1)) continue
      if (word === 'oneof' && this.#peek(1) === '{') {
        const oneof = this.#name('the oneof’s name')
        this.#expect('{')
        for (let inner = this.#next(); inner !== '}'; inner = this.#next()) {
          if (inner === 'option') this.#skipStatement()
          else if (inner !== ';') fields.push(this.#field(inner, name, oneof, depth))
        }
      } else if (this.#isPassedOver(word)) this.#skipStatement()
      else fields.push(this.#field(word, name, null, depth))
    }
    const numbers = new Map<number, FieldDraft>()
    for (const field of fields) {
      const other = numbers.get(field.number)
      if (other) throw new ProtoError(`${other.name} has the number ${field.number}, too.`, field.line ?? 1)
      numbers.set(field.number, field)
    }
  }

  /** Statements that are no fields; `reserved` and `extensions` can be the names of types, too. */
  #isPassedOver(word: string): boolean {
    return word === 'option' || ((word === 'reserved' || word === 'extensions') && this.#peek(1) !== '=')
  }

  #extend(scope: string, depth: number): void {
    const of = this.#type('the message’s name')
    this.#expect('{')
    for (let word = this.#next(); word !== '}'; word = this.#next()) {
      if (word !== ';') this.#extensions.push({ scope, of, field: this.#field(word, scope, null, depth) })
    }
  }

  #field(first: string, scope: string, oneof: string | null, depth: number): FieldDraft {
    const isLabel = (first === 'repeated' || first === 'optional' || first === 'required') && this.#peek(1) !== '='
    const word = isLabel ? this.#next() : first
    const repeated = isLabel && first === 'repeated'
    if (word === 'map' && this.#peek() === '<') return this.#map(scope)
    if (word === 'group' && this.#peek(1) === '=') {
      const name = this.#name('the group’s name')
      const { number, line } = this.#number()
      const whole = within(scope, name)
      this.#message(whole, depth + 1)
      return { name: name.toLowerCase(), number, type: `.${whole}`, repeated, oneof, line }
    }
    if (!TYPE.test(word)) this.#fail(`A field’s type is expected here, not “${word}”.`)
    const name = this.#name('the field’s name')
    const { number, line } = this.#number()
    this.#endField()
    return { name, number, type: word, repeated, oneof, line }
  }

  #map(scope: string): FieldDraft {
    this.#expect('<')
    const key = this.#type('the type of the map’s keys')
    this.#expect(',')
    const value = this.#type('the type of the map’s values')
    this.#expect('>')
    const name = this.#name('the field’s name')
    const { number, line } = this.#number()
    this.#endField()
    // As protoc makes it, but with a name that no message of the file can have.
    const entry = within(scope, `${name}·Entry`)
    const part = (at: 1 | 2, type: string): FieldDraft => ({
      name: at === 1 ? 'key' : 'value',
      number: at,
      type,
      repeated: false,
      oneof: null,
      line,
    })
    this.#messages.push({ name: entry, fields: [part(1, key), part(2, value)], isMapEntry: true })
    return { name, number, type: `.${entry}`, repeated: true, oneof: null, line }
  }

  #number(): { readonly number: number; readonly line: number } {
    this.#expect('=')
    const { line } = this.#here()
    const text = this.#next()
    const number = INTEGER.test(text) ? integerOf(text) : 0
    if (number < 1 || number > GREATEST_FIELD) {
      throw new ProtoError(`A field’s number is from 1 to ${GREATEST_FIELD}, not ${text}.`, line)
    }
    return { number, line }
  }

  #endField(): void {
    if (this.#peek() === '[') {
      this.#next()
      this.#skipTo(']')
    }
    this.#expect(';')
  }

  #enum(name: string): void {
    this.#expect('{')
    const values: { name: string; number: number }[] = []
    for (let word = this.#next(); word !== '}'; word = this.#next()) {
      if (word === ';') continue
      if ((word === 'option' || word === 'reserved') && this.#peek() !== '=') {
        this.#skipStatement()
        continue
      }
      if (!NAME.test(word)) this.#fail(`A value’s name is expected here, not “${word}”.`)
      this.#expect('=')
      const isNegative = this.#peek() === '-'
      if (isNegative) this.#next()
      const text = this.#next()
      if (!INTEGER.test(text)) this.#fail(`A whole number is expected here, not “${text}”.`)
      values.push({ name: word, number: isNegative ? -integerOf(text) : integerOf(text) })
      this.#endField()
    }
    this.#enums.push({ name, values })
  }

  /** To the next `;` that is in no brackets. */
  #skipStatement(): void {
    this.#skipTo(';')
  }

  #skipTo(end: string): void {
    const { line } = this.#tokens[this.#at - 1] ?? this.#here()
    let depth = 0
    for (;;) {
      if (this.#at >= this.#tokens.length) throw new ProtoError(`There is no ${end} for what begins here.`, line)
      const word = this.#next()
      if (depth === 0 && word === end) return
      if (word === '{' || word === '[') depth++
      else if (word === '}' || word === ']') depth--
      if (depth < 0) this.#fail(`${end} is missing before ${word}.`)
    }
  }

  #peek(ahead = 0): string | undefined {
    return this.#tokens[this.#at + ahead]?.text
  }
  #here(): Token {
    return this.#tokens[this.#at] ?? { text: '', line: this.#tokens.at(-1)?.line ?? 1 }
  }
  #next(): string {
    const token = this.#tokens[this.#at]
    if (!token) throw new ProtoError('The file ends too early.', this.#here().line)
    this.#at++
    return token.text
  }
  #expect(text: string): void {
    const { line } = this.#here()
    const found = this.#next()
    if (found !== text) throw new ProtoError(`${text} is expected here, not “${found}”.`, line)
  }
  #name(what: string): string {
    const { line } = this.#here()
    const found = this.#next()
    if (!NAME.test(found)) throw new ProtoError(`Here comes ${what}, which can’t be “${found}”.`, line)
    return found
  }
  #type(what: string): string {
    const { line } = this.#here()
    const found = this.#next()
    if (!TYPE.test(found)) throw new ProtoError(`Here comes ${what}, which can’t be “${found}”.`, line)
    return found
  }
  /** About the token that was read last. */
  #fail(message: string): never {
    throw new ProtoError(message, this.#tokens[this.#at - 1]?.line ?? 1)
  }
}

function within(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`
}

function integerOf(text: string): number {
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text)
}

/** What is in quotes; escapes are left as they are, since paths have none. */
function textOf(token: string): string {
  return /^["']/.test(token) ? token.slice(1, -1) : token
}
