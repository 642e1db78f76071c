import {
  type Field,
  type FieldDraft,
  type FieldType,
  isScalar,
  type MessageType,
  type ProtoFile,
  type Schema,
} from './schema.ts'
import { WELL_KNOWN } from './well-known.ts'

/** Warnings that are told one by one. */
const MOST_WARNINGS = 10

/**
 * Resolves the names of some files among each other: from the innermost scope outwards, as the language has it. Google's well-known
 * types are always there. What is missing is told, and its fields stay without a type.
 */
export function linkSchema(given: readonly ProtoFile[]): Schema {
  const files = [...given, ...WELL_KNOWN.filter(({ path }) => !given.some((file) => isAt(file.path, path)))]
  const kinds = new Map<string, 'message' | 'enum'>()
  const enums = new Map<string, ReadonlyMap<number, string>>()
  for (const file of files) {
    for (const { name } of file.messages) kinds.set(name, 'message')
    for (const { name, values } of file.enums) {
      kinds.set(name, 'enum')
      // Of several names of one number (allow_alias) the first one is its own.
      enums.set(name, new Map(values.toReversed().map((value) => [value.number, value.name])))
    }
  }
  const warnings: string[] = []
  for (const { path, imports } of given) {
    for (const wanted of imports) {
      if (files.some((file) => isAt(file.path, wanted))) continue
      warnings.push(`${path} imports ${wanted}, which is missing. Add that file, too.`)
    }
  }
  const resolve = (name: string, scope: string): string | null => {
    if (name.startsWith('.')) return kinds.has(name.slice(1)) ? name.slice(1) : null
    for (let at = scope; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const whole = at === '' ? name : `${at}.${name}`
      if (kinds.has(whole)) return whole
      if (at === '') return null
    }
  }
  const typeOf = ({ type, name, line }: FieldDraft, scope: string): FieldType => {
    if (isScalar(type)) return { is: 'scalar', scalar: type }
    const whole = resolve(type, scope)
    if (whole !== null) return { is: kinds.get(whole) ?? 'message', name: whole }
    const where = `${scope}.${name}${line === null ? '' : ` (line ${line})`}`
    warnings.push(`No file has the type ${type} of ${where}: that field is shown without a type.`)
    return { is: 'missing', name: type }
  }
  const fieldOf = (draft: FieldDraft, scope: string, name = draft.name): Field => ({
    name,
    number: draft.number,
    type: typeOf(draft, scope),
    repeated: draft.repeated,
    oneof: draft.oneof,
  })
  const fields = new Map<string, Map<number, Field>>()
  const messages = new Map<string, MessageType>()
  for (const file of files) {
    for (const { name, fields: drafts, isMapEntry } of file.messages) {
      const own = new Map(drafts.map((draft) => [draft.number, fieldOf(draft, name)]))
      fields.set(name, own)
      messages.set(name, { name, fields: own, isMapEntry })
    }
  }
  for (const { extensions } of files) {
    for (const { of, scope, field } of extensions) {
      const name = scope === '' ? field.name : `${scope}.${field.name}`
      fields.get(resolve(of, scope) ?? '')?.set(field.number, fieldOf(field, scope, `[${name}]`))
    }
  }
  const more = warnings.length - MOST_WARNINGS
  if (more > 0) warnings.splice(MOST_WARNINGS, more, `And ${more} more like these.`)
  return { messages, enums, warnings }
}

/** Whether a file is what an import means: files are added without the folders that they are in. */
function isAt(path: string, wanted: string): boolean {
  return path === wanted || path.endsWith(`/${wanted}`) || wanted.endsWith(`/${path}`)
}
