/**
 * A decoded value as columns, one entry for each node, parents before their children. A worker can hand it over at any
 * depth and size, which nested objects can't: structured cloning recurses. Nothing here does.
 */

/** The column `kind` carries the index: append only. */
export const NODE_KINDS = [
  'object',
  'array',
  'string',
  /** As it was written, however many digits. */
  'number',
  'boolean',
  'null',
  'undefined',
  'bytes',
  /** ISO 8601 in `text`. */
  'date',
  /** A wrapper with one child: a CBOR tag, an extension type, a protobuf field's wire type. Its name is in `text`. */
  'tag',
] as const
export type NodeKind = (typeof NODE_KINDS)[number]

export interface Tree {
  /** Index into NODE_KINDS. */
  readonly kind: Uint8Array
  /** The node's parent; -1 for the root, which is node 0. */
  readonly parent: Int32Array
  /** One after the node's last descendant: where its next sibling is, if it has one. */
  readonly end: Uint32Array
  /** The name in an object or the index' own meaning; null in arrays and for the root. Names may repeat. */
  readonly key: readonly (string | null)[]
  /** A string's value, a number's digits, `true`, `false`, a date, a tag's name; null for the others. */
  readonly text: readonly (string | null)[]
  /** Bytes by their node. */
  readonly bytes: ReadonlyMap<number, Uint8Array>
}

const INDEX = Object.fromEntries(NODE_KINDS.map((kind, index) => [kind, index])) as Record<NodeKind, number>

/** Builds a tree from its beginning to its end: `open` an object, array or tag, add what is in it, `close` it. */
export class TreeBuilder {
  readonly #kind: number[] = []
  readonly #parent: number[] = []
  readonly #end: number[] = []
  readonly #key: (string | null)[] = []
  readonly #text: (string | null)[] = []
  readonly #bytes = new Map<number, Uint8Array>()
  #inside = -1

  /** Nodes so far. */
  get size(): number {
    return this.#kind.length
  }
  /** Containers that are open. */
  get isWhole(): boolean {
    return this.#inside === -1 && this.size > 0
  }

  open(kind: 'object' | 'array' | 'tag', key: string | null = null, text: string | null = null): this {
    this.#inside = this.#add(kind, key, text)
    return this
  }

  close(): this {
    if (this.#inside === -1) throw new Error('Nothing is open.')
    this.#end[this.#inside] = this.size
    this.#inside = this.#parent[this.#inside] as number
    return this
  }

  leaf(
    kind: Exclude<NodeKind, 'object' | 'array' | 'tag' | 'bytes'>,
    text: string | null,
    key: string | null = null,
  ): this {
    this.#add(kind, key, text)
    return this
  }

  bytes(value: Uint8Array, key: string | null = null): this {
    this.#bytes.set(this.#add('bytes', key, null), value)
    return this
  }

  #add(kind: NodeKind, key: string | null, text: string | null): number {
    if (this.isWhole) throw new Error('A tree has one root.')
    const node = this.size
    this.#kind.push(INDEX[kind])
    this.#parent.push(this.#inside)
    this.#end.push(node + 1)
    this.#key.push(key)
    this.#text.push(text)
    return node
  }

  /** What is still open is closed: a truncated payload is shown as far as it goes. */
  done(): Tree {
    while (this.#inside !== -1) this.close()
    return {
      kind: Uint8Array.from(this.#kind),
      parent: Int32Array.from(this.#parent),
      end: Uint32Array.from(this.#end),
      key: this.#key,
      text: this.#text,
      bytes: this.#bytes,
    }
  }
}

/** Adds a JavaScript value, however deep. What can't be shown (a function) is `undefined`. A cycle ends in a tag. */
export function addValue(builder: TreeBuilder, value: unknown, key: string | null = null): void {
  /** Containers that are open in the builder, outermost first, and what is still to add of each. */
  const stack: { readonly of: object; readonly rest: Iterator<readonly [string | null, unknown]> }[] = []
  const above = new Set<object>()
  const add = (item: unknown, name: string | null): void => {
    if (item === null) builder.leaf('null', null, name)
    else if (typeof item === 'string') builder.leaf('string', item, name)
    else if (typeof item === 'number') builder.leaf('number', Object.is(item, -0) ? '-0' : String(item), name)
    else if (typeof item === 'bigint') builder.leaf('number', String(item), name)
    else if (typeof item === 'boolean') builder.leaf('boolean', String(item), name)
    else if (item instanceof Uint8Array) builder.bytes(item, name)
    else if (item instanceof ArrayBuffer) builder.bytes(new Uint8Array(item), name)
    else if (item instanceof Date) {
      builder.leaf('date', Number.isNaN(item.getTime()) ? 'Invalid date' : item.toISOString(), name)
    } else if (typeof item !== 'object') builder.leaf('undefined', null, name)
    else if (above.has(item)) builder.open('tag', name, 'circular').close()
    else {
      builder.open(Array.isArray(item) || item instanceof Set ? 'array' : 'object', name)
      above.add(item)
      stack.push({ of: item, rest: entries(item) })
    }
  }
  add(value, key)
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const next = top.rest.next()
    if (next.done) {
      builder.close()
      above.delete(top.of)
      stack.pop()
    } else add(next.value[1], next.value[0])
  }
}

function* entries(value: object): Iterator<readonly [string | null, unknown]> {
  if (Array.isArray(value) || value instanceof Set) for (const item of value) yield [null, item]
  else if (value instanceof Map) for (const [name, item] of value) yield [keyText(name), item]
  else for (const name of Object.keys(value)) yield [name, (value as Record<string, unknown>)[name]]
}

/** A map's key, which may be of any type, as a name. */
function keyText(key: unknown): string {
  if (typeof key === 'string') return key
  if (key instanceof Uint8Array) return `h'${Array.from(key, (byte) => byte.toString(16).padStart(2, '0')).join('')}'`
  if (typeof key === 'object' && key !== null) return '{…}'
  return String(key)
}

/** A JavaScript value as a tree. */
export function treeOf(value: unknown): Tree {
  const builder = new TreeBuilder()
  addValue(builder, value)
  return builder.done()
}
