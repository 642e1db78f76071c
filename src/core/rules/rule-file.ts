import { ACTIONS, checkRule, type RuleDraft, type RuleEntry } from './check-rule.ts'

/** Raised whenever the file's shape changes. */
const FORMAT = 1
const LONGEST = { rules: 1000, text: 16 * 1024 * 1024 }

/** A file of rules. What is on stays with whoever writes it. */
export function writeRules(entries: readonly RuleEntry[]): string {
  return `${JSON.stringify({ sockeye: 'rules', format: FORMAT, rules: entries.map(({ draft }) => draft) }, null, 2)}\n`
}

export type ReadRules =
  | { readonly ok: true; readonly drafts: readonly RuleDraft[] }
  | { readonly ok: false; readonly message: string }

/** Reads what `writeRules` wrote, or refuses all of it and says why. */
export function readRules(text: string): ReadRules {
  const refuse = (message: string): ReadRules => ({ ok: false, message })
  if (text.length > LONGEST.text) return refuse('This file is too large to be one of rules.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('This file is no JSON. Choose one that was exported here.')
  }
  const file = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  if (file.sockeye !== 'rules')
    return refuse('This file has no rules of Sockeye in it. Choose one that was exported here.')
  if (typeof file.format !== 'number' || file.format > FORMAT) {
    return refuse('This file was written by a later version. Update Sockeye to read it.')
  }
  if (!Array.isArray(file.rules) || file.rules.length > LONGEST.rules) {
    return refuse(`This file has no list of at most ${LONGEST.rules} rules.`)
  }
  const drafts: RuleDraft[] = []
  for (const [at, one] of file.rules.entries()) {
    const draft = draftOf(one)
    if (!draft) return refuse(`Rule ${at + 1} of this file is none. Nothing was imported.`)
    const checked = checkRule(draft)
    if (!checked.ok) {
      const why = checked.when?.message ?? Object.values(checked.problems)[0] ?? ''
      return refuse(`Rule ${at + 1} of this file can’t be read: ${why} Nothing was imported.`)
    }
    drafts.push(draft)
  }
  return { ok: true, drafts }
}

/** A draft out of a file or a storage; null where it is none. Takes nothing but what it knows. */
export function draftOf(value: unknown): RuleDraft | null {
  if (typeof value !== 'object' || value === null) return null
  const { name, percent, seed, type, values, when } = value as Record<string, unknown>
  const action = ACTIONS.find((one) => one.type === type)
  const isText = [name, percent, seed, when].every((text) => typeof text === 'string')
  if (!isText || !action || typeof values !== 'object' || values === null) return null
  const own: Record<string, string> = {}
  for (const { key, fallback } of action.fields) {
    const text = Object.hasOwn(values, key) ? (values as Record<string, unknown>)[key] : fallback
    if (typeof text !== 'string') return null
    own[key] = text
  }
  return { name, percent, seed, when, type: action.type, values: own } as RuleDraft
}
