import type { RuleEntry } from '../../core/rules/check-rule.ts'
import { draftOf } from '../../core/rules/rule-file.ts'
import type { State } from '../state.ts'

/** Key of the setting: the rules as they were written, all off. */
const KEY = 'rules'

/** Puts these in force and keeps them. What is on ends with DevTools: no rule is in force that no panel shows. */
export function putRules({ session, settings }: State, entries: readonly RuleEntry[]): void {
  session.acting.setEntries(entries)
  settings.set(
    KEY,
    entries.map(({ draft }) => draft),
  )
}

/** The rules of this session; those that were kept, off, where there are none yet. */
export function rulesOf({ session, settings }: State): readonly RuleEntry[] {
  if (session.acting.entries.length > 0) return session.acting.entries
  const kept = settings.get<unknown>(KEY, [])
  const drafts = Array.isArray(kept) ? kept.map(draftOf).filter((draft) => draft !== null) : []
  return drafts.map((draft, at) => ({ id: at + 1, on: false, draft }))
}

export const nextId = (entries: readonly RuleEntry[]): number => Math.max(0, ...entries.map(({ id }) => id)) + 1
