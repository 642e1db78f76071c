import type { LeafType, Shape } from './shape.ts'

const NAMES: Readonly<Record<LeafType, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
  undefined: 'undefined',
  bytes: 'Uint8Array',
  date: 'Date',
}

/** Strings of one place make a union of literals when each was seen so often on average. */
const OFTEN = 3

/** A kind's name as a type's: `chat:message` becomes ChatMessage. */
export function typeName(kind: string | null): string {
  const words = (kind ?? '').match(/[\p{L}\p{N}]+/gu) ?? []
  const name = words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')
  return name === '' ? 'Message' : /^\p{N}/u.test(name) ? `Message${name}` : name
}

/** A TypeScript declaration of what was seen. Fields that not every object had are optional. */
export function typescriptOf(shape: Shape, name: string): string {
  const isObject = shape.objects > 0 && shape.objects === shape.count && shape.fields.size > 0
  const cut = shape.isCut ? '// More was seen than is told here.\n' : ''
  if (isObject) return `${cut}export interface ${name} ${objectText(shape, '')}\n`
  return `${cut}export type ${name} = ${typeText(shape, '')}\n`
}

function typeText(shape: Shape, indent: string): string {
  const parts: string[] = []
  for (const [leaf, count] of shape.leaves) parts.push(leaf === 'string' ? stringText(shape, count) : NAMES[leaf])
  if (shape.objects > 0) parts.unshift(objectText(shape, indent))
  if (shape.arrays > 0) {
    const item = shape.items && shape.items.count > 0 ? typeText(shape.items, indent) : 'unknown'
    parts.unshift(/^\w+$|^\{/.test(item) && !isUnion(shape.items) ? `${item}[]` : `(${item})[]`)
  }
  // null and undefined last, as people write them.
  parts.sort((one, other) => rank(one) - rank(other))
  return parts.length === 0 ? 'unknown' : parts.join(' | ')
}

const rank = (part: string): number => (part === 'null' ? 1 : part === 'undefined' ? 2 : 0)

function isUnion(shape: Shape | null): boolean {
  if (!shape) return false
  const kinds = shape.leaves.size + (shape.objects > 0 ? 1 : 0) + (shape.arrays > 0 ? 1 : 0)
  return kinds > 1
}

function stringText({ literals }: Shape, count: number): string {
  if (!literals || literals.size === 0 || count < literals.size * OFTEN) return 'string'
  return [...literals].map((text) => JSON.stringify(text)).join(' | ')
}

function objectText(shape: Shape, indent: string): string {
  const inner = `${indent}  `
  const lines = [...shape.fields].map(([name, field]) => {
    const key = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
    const optional = field.count < shape.objects ? '?' : ''
    return `${inner}${key}${optional}: ${typeText(field, inner)}\n`
  })
  if (shape.isCut) lines.push(`${inner}[name: string]: unknown\n`)
  if (lines.length === 0) return shape.isCut ? '{ [name: string]: unknown }' : 'Record<string, never>'
  return `{\n${lines.join('')}${indent}}`
}
