import { useState } from 'preact/hooks'
import type { RuleDraft } from '../../core/rules/check-rule.ts'
import { draftOf } from '../../core/rules/rule-file.ts'
import { visibleLine } from '../../core/visible.ts'
import { Field } from './Field.tsx'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { nextId, putRules, rulesOf } from './rule-list.ts'

interface RuleSet {
  readonly name: string
  /** Part of the addresses of pages for which it is meant; empty: all. */
  readonly url: string
  readonly drafts: readonly RuleDraft[]
}

/** Key of the setting. */
const KEY = 'ruleSets'

/** Rules that were put aside under a name. Those for the page that is shown come first. */
export function RuleSets() {
  const { state } = usePanel()
  const { session, settings } = state
  state.settled.value
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const stored = settings.get<unknown>(KEY, [])
  const sets = (Array.isArray(stored) ? stored : []) as readonly RuleSet[]
  const pages = [...session.documents.values()].filter(({ gone }) => !gone).map((document) => document.url)
  const isMeant = (set: RuleSet): boolean => set.url === '' || pages.some((page) => page.includes(set.url))
  const sorted = sets.toSorted((one, other) => Number(isMeant(other)) - Number(isMeant(one)))
  const entries = rulesOf(state)
  const put = (list: readonly RuleSet[]): void => {
    settings.set(KEY, list)
    setName('')
  }
  const load = (set: RuleSet): void => {
    const drafts = set.drafts.map(draftOf).filter((draft) => draft !== null)
    const first = nextId(entries)
    putRules(
      state,
      drafts.map((draft, at) => ({ id: first + at, on: false, draft })),
    )
  }
  return (
    <details class="trouble" data-testid="rule-sets">
      <summary>Saved rule sets{sets.length > 0 && ` (${sets.length})`}</summary>
      {sorted.map((set) => (
        <div class="rule" key={set.name}>
          <span class="rule-name">{visibleLine(set.name)}</span>
          <span class="rule-when">
            {set.url && `${visibleLine(set.url)} · `}
            {set.drafts.length} {set.drafts.length === 1 ? 'rule' : 'rules'}
          </span>
          <button type="button" class="text-button" data-testid="load-set" onClick={() => load(set)}>
            Load
          </button>
          <IconButton
            icon="close"
            label={`Remove ${set.name}`}
            onClick={() => put(sets.filter((one) => one.name !== set.name))}
          />
        </div>
      ))}
      <Field id="set-name" label="Name" value={name} problem={null} onInput={setName} />
      <Field
        id="set-url"
        label="For pages"
        value={url}
        problem={null}
        placeholder="part of the address; empty: all"
        onInput={setUrl}
      >
        <button
          type="button"
          class="text-button"
          data-testid="save-set"
          disabled={name.trim() === '' || entries.length === 0}
          title="Loading a set replaces the rules of the list, all off"
          onClick={() =>
            put([
              ...sets.filter((one) => one.name !== name.trim()),
              { name: name.trim(), url: url.trim(), drafts: entries.map(({ draft }) => draft) },
            ])
          }
        >
          Save these rules
        </button>
      </Field>
    </details>
  )
}
