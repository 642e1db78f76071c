import { useRef, useState } from 'preact/hooks'
import { count } from '../../core/format.ts'
import { actionInfo, checkRule, newDraft, type RuleEntry } from '../../core/rules/check-rule.ts'
import { readRules, writeRules } from '../../core/rules/rule-file.ts'
import { visibleLine } from '../../core/visible.ts'
import { HeldQueue } from './HeldQueue.tsx'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { RuleForm } from './RuleForm.tsx'
import { RuleSets } from './RuleSets.tsx'
import { nextId, putRules, rulesOf } from './rule-list.ts'
import { saveBlob } from './save-blob.ts'
import { Trouble } from './Trouble.tsx'

/** What is held, what the rules are, and trouble to be made by hand. */
export function RulesView() {
  const { state, reloadActing } = usePanel()
  const { choices, session } = state
  state.tick.value
  const entries = rulesOf(state)
  const { acting } = session
  const writing = choices.rule.value
  return (
    <div class="rules" data-testid="rules">
      <HeldQueue />
      <section aria-label="Rules">
        <div class="rules-title">
          <h2>Rules</h2>
          <button
            type="button"
            class="text-button"
            data-testid="add-rule"
            onClick={() => {
              choices.rule.value = { id: null, draft: newDraft() }
            }}
          >
            Add rule
          </button>
        </div>
        {entries.length === 0 && !writing && (
          <p class="hint rules-hint">
            Rules hold, change, drop, delay or answer messages of this page, or stand in for its server. They are in
            force only while DevTools shows them.
          </p>
        )}
        {writing?.id === null && <RuleForm key="new" />}
        {entries.map((entry) =>
          writing?.id === entry.id ? <RuleForm key={entry.id} /> : <RuleItem key={entry.id} entry={entry} />,
        )}
        {(acting.inForce.length > 0 || acting.offline) && <InForce />}
        {acting.warning && <p class="notice">{acting.warning}</p>}
        <div class="rules-actions">
          {reloadActing && (
            <button
              type="button"
              class="text-button"
              data-testid="reload-acting"
              title="Rules are then in force before the page’s first socket"
              disabled={acting.inForce.length === 0 && !acting.offline}
              onClick={reloadActing}
            >
              Reload with rules
            </button>
          )}
          <RuleFiles entries={entries} />
        </div>
      </section>
      <RuleSets />
      <Trouble />
    </div>
  )
}

function RuleItem({ entry }: { entry: RuleEntry }) {
  const { state } = usePanel()
  const { draft, id, on } = entry
  const isRight = checkRule(draft).ok && state.filtering.check(draft.when) === null
  const hits = state.session.acting.hits.get(id) ?? 0
  const change = (make: (entries: readonly RuleEntry[], at: number) => readonly RuleEntry[]): void => {
    const entries = rulesOf(state)
    putRules(
      state,
      make(
        entries,
        entries.findIndex((one) => one.id === id),
      ),
    )
  }
  const name = draft.name || actionInfo(draft.type).label
  return (
    <div class="rule" data-testid="rule">
      <label class="check">
        <input
          type="checkbox"
          data-testid="rule-on"
          checked={on}
          disabled={!isRight}
          onChange={(event) => {
            const { checked: isOn } = event.currentTarget
            change((entries, at) => entries.with(at, { ...entry, on: isOn }))
          }}
        />
        <span class="rule-name">{visibleLine(name)}</span>
      </label>
      <span class="rule-when" title={draft.when}>
        {name !== actionInfo(draft.type).label && <span class="dim">{actionInfo(draft.type).label} · </span>}
        {draft.when === '' ? 'every message' : visibleLine(draft.when)}
      </span>
      {!isRight && <span class="error">can’t be read</span>}
      <span class="rule-hits" data-testid="rule-hits" title="How often it acted">
        {hits > 0 && `${count(hits)}×`}
      </span>
      <IconButton
        icon="edit"
        label={`Edit ${name}`}
        testId="edit-rule"
        onClick={() => {
          state.choices.rule.value = { id, draft }
        }}
      />
      <IconButton
        icon="close"
        label={`Remove ${name}`}
        testId="remove-rule"
        onClick={() => change((entries, at) => entries.toSpliced(at, 1))}
      />
    </div>
  )
}

/** Whether rules were in force before the first socket. */
function InForce() {
  const { acting, documents } = usePanel().state.session
  const stages = [...acting.stages].filter(([id]) => !documents.get(id)?.gone).map(([, stage]) => stage)
  const late = stages.filter((stage) => stage === 'late').length
  const asked = stages.filter((stage) => stage === 'asked').length
  const text =
    stages.length === 0
      ? 'In force as soon as the page opens a socket. Reload with rules to have them before its first message.'
      : asked > 0
        ? 'Coming into force…'
        : late === 0
          ? 'In force since before the page’s first socket.'
          : 'In force since after the page’s first socket. Reload with rules to have them before it.'
  return (
    <p class="rules-stage" role="status" data-testid="rules-stage">
      {text}
    </p>
  )
}

function RuleFiles({ entries }: { entries: readonly RuleEntry[] }) {
  const { state } = usePanel()
  const field = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState('')
  const read = async (file: File): Promise<void> => {
    const result = readRules(await file.text().catch(() => ''))
    setProblem(result.ok ? '' : result.message)
    if (!result.ok) return
    const known = rulesOf(state)
    const first = nextId(known)
    putRules(state, [...known, ...result.drafts.map((draft, at) => ({ id: first + at, on: false, draft }))])
  }
  return (
    <>
      <button type="button" class="text-button" data-testid="import-rules" onClick={() => field.current?.click()}>
        Import…
      </button>
      <input
        type="file"
        hidden
        accept=".json"
        data-testid="rules-file"
        ref={field}
        onChange={(event) => {
          const { currentTarget } = event
          const file = currentTarget.files?.[0]
          if (file) void read(file)
          currentTarget.value = ''
        }}
      />
      <button
        type="button"
        class="text-button"
        data-testid="export-rules"
        disabled={entries.length === 0}
        onClick={(event) =>
          saveBlob(
            event.currentTarget.ownerDocument,
            new Blob([writeRules(entries)], { type: 'application/json' }),
            'websocket-rules.json',
          )
        }
      >
        Export
      </button>
      {problem && (
        <span class="error" role="alert" data-testid="rules-problem">
          {problem}
        </span>
      )}
    </>
  )
}
