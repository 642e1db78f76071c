import { NODE_KINDS, type NodeKind, type Tree, TreeBuilder } from './tree.ts'

/**
 * A value in a tree, to be asked for what is in it. Names are compared and never looked up in an object, so that
 * `__proto__` is a name as any other.
 */
export class TreeValue {
  readonly tree: Tree
  readonly node: number

  constructor(tree: Tree, node = 0) {
    this.tree = tree
    this.node = node
  }

  get kind(): NodeKind {
    return NODE_KINDS[this.tree.kind[this.node] as number] as NodeKind
  }

  /** A string's value; null for all else. */
  get string(): string | null {
    return this.kind === 'string' ? (this.tree.text[this.node] ?? null) : null
  }

  /** A number that is a safe integer; null for all else. */
  get integer(): number | null {
    if (this.kind !== 'number') return null
    const value = Number(this.tree.text[this.node])
    return Number.isSafeInteger(value) ? value : null
  }

  /** An id as protocols have it, a string or a number, as a text; null for all else. */
  get id(): string | null {
    return this.kind === 'string' || this.kind === 'number' ? (this.tree.text[this.node] ?? null) : null
  }

  get boolean(): boolean | null {
    return this.kind === 'boolean' ? this.tree.text[this.node] === 'true' : null
  }

  get bytes(): Uint8Array | null {
    return this.tree.bytes.get(this.node) ?? null
  }

  get isNull(): boolean {
    return this.kind === 'null'
  }

  get isObject(): boolean {
    return this.kind === 'object'
  }

  get isArray(): boolean {
    return this.kind === 'array'
  }

  /** The object's value of that name, the last one where there are several; null where there is none. */
  field(name: string): TreeValue | null {
    if (!this.isObject) return null
    let found: TreeValue | null = null
    for (let child = this.node + 1; child < this.#end; child = this.tree.end[child] as number) {
      if (this.tree.key[child] === name) found = new TreeValue(this.tree, child)
    }
    return found
  }

  /** The array's value at an index; null beyond its end. */
  item(index: number): TreeValue | null {
    return this.isArray ? (this.items(index + 1)[index] ?? null) : null
  }

  /** The first values of an array or object, at most `limit`. */
  items(limit: number): TreeValue[] {
    const items: TreeValue[] = []
    for (let child = this.node + 1; child < this.#end && items.length < limit; child = this.tree.end[child] as number) {
      items.push(new TreeValue(this.tree, child))
    }
    return items
  }

  /** The names of an object's first values, at most `limit`. */
  names(limit: number): string[] {
    return this.isObject ? this.items(limit).map((item) => this.tree.key[item.node] ?? '') : []
  }

  /** How many values an array or object has. */
  get size(): number {
    let size = 0
    for (let child = this.node + 1; child < this.#end; child = this.tree.end[child] as number) size++
    return size
  }

  /** The value as a tree of its own. */
  get whole(): Tree {
    if (this.node === 0) return this.tree
    const builder = new TreeBuilder()
    this.addTo(builder, null)
    return builder.done()
  }

  /**
   * Adds the value to what is open in a builder.
   * @param instead Is asked for each object in it; what it returns is added in the object's place, unless null.
   */
  addTo(builder: TreeBuilder, key: string | null, instead?: (value: TreeValue) => Uint8Array | null): void {
    const { tree } = this
    /** Where the open containers end, outermost first. */
    const ends: number[] = []
    for (let node = this.node; node < this.#end; ) {
      while (ends.at(-1) === node) {
        ends.pop()
        builder.close()
      }
      const value = new TreeValue(tree, node)
      const name = node === this.node ? key : (tree.key[node] ?? null)
      const { kind } = value
      const replaced = kind === 'object' && instead ? instead(value) : null
      if (replaced) builder.bytes(replaced, name)
      else if (kind === 'object' || kind === 'array' || kind === 'tag') {
        builder.open(kind, name, tree.text[node] ?? null)
        ends.push(tree.end[node] as number)
        node++
        continue
      } else if (kind === 'bytes') builder.bytes(value.bytes ?? new Uint8Array(), name)
      else builder.leaf(kind, tree.text[node] ?? null, name)
      node = tree.end[node] as number
    }
    for (let open = ends.length; open > 0; open--) builder.close()
  }

  get #end(): number {
    return this.tree.end[this.node] as number
  }
}
