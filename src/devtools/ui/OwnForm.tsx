import { useEffect, useState } from 'preact/hooks'
import type { Reading } from '../../core/decoders/choose.ts'
import { nextId } from '../../core/decoders/own-file.ts'
import { type OwnDecoder, ownId } from '../../core/decoders/preferences.ts'
import { visibleLine } from '../../core/visible.ts'
import type { Tried } from '../state.ts'
import { Editor } from './Editor.tsx'
import { Field } from './Field.tsx'
import { LayerView } from './LayerView.tsx'
import { MOST_CODE, NEW_OWN } from './own-draft.ts'
import { usePanel } from './panel-context.ts'
import { usePreferences } from './use-preferences.ts'

/** ms after the last key before what was written is tried. */
const PAUSE = 300

/** A decoder that is being written, with what it makes of the selected message beside it. */
export function OwnForm({ draft }: { draft: OwnDecoder }) {
  const { own: choice } = usePanel().state.choices
  const [, change] = usePreferences()
  const tried = useTried(draft)
  const isTooLong = draft.code.length > MOST_CODE
  const problem = isTooLong
    ? `This is longer than ${MOST_CODE / 1000},000 characters. Leave out what no message of this socket needs.`
    : (tried?.problem ?? null)
  const line = lineOf(problem ?? errorOf(tried))
  const put = (part: Partial<OwnDecoder>): void => {
    // Not what was drawn: more may have been typed meanwhile.
    choice.value = { ...(choice.peek() ?? draft), ...part }
  }
  const save = (): void => {
    const written = choice.peek() ?? draft
    change((now) => {
      const isNew = written.id === NEW_OWN || now.own.every(({ id }) => id !== written.id)
      const one = { ...written, id: isNew ? nextId(now.own) : written.id, name: written.name.trim() }
      if (!isNew) return { own: now.own.map((other) => (other.id === one.id ? one : other)) }
      // An earlier one with this id may have been off.
      return { own: [...now.own, one], off: now.off.filter((id) => id !== ownId(one.id)) }
    })
    choice.value = null
  }
  return (
    <form
      class="own-form"
      data-testid="own-form"
      aria-label="Decoder"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isTooLong) save()
      }}
    >
      <div class="own-code">
        <div class="own-where">
          <Field
            id="own-name"
            label="Name"
            value={draft.name}
            problem={null}
            placeholder="what its messages are called"
            onInput={(name) => put({ name })}
          />
          <Field
            id="own-url"
            label="Addresses"
            value={draft.url}
            problem={null}
            placeholder="part of the address, * for anything; empty: all"
            onInput={(url) => put({ url })}
          />
        </div>
        <Editor
          text={draft.code}
          look={{
            isJson: false,
            isCode: true,
            fill: false,
            placeholder: 'function decode({ text, bytes }) { … }',
            isWrong: problem !== null,
            problem: line,
          }}
          testId="own-code"
          label="JavaScript"
          describedBy="own-problem"
          onChange={(code) => put({ code })}
          words={() => ({ names: new Set(), values: new Map() })}
          variables={() => []}
        />
        <p class="error" id="own-problem" role="alert" data-testid="own-problem">
          {problem !== null && visibleLine(problem)}
        </p>
        <div class="form-end">
          <button type="submit" class="main-button" data-testid="save-own" disabled={isTooLong}>
            Save
          </button>
          <button
            type="button"
            class="text-button"
            data-testid="cancel-own"
            onClick={() => {
              choice.value = null
            }}
          >
            Cancel
          </button>
        </div>
      </div>
      <Trial tried={tried} />
    </form>
  )
}

/** What the draft makes of the selected message; null before the first answer. */
function useTried(draft: OwnDecoder): Tried | null {
  const { state } = usePanel()
  const { trying, row } = state
  const [tried, setTried] = useState<Tried | null>(null)
  const { id, url, code, name } = draft
  const selected = row.value
  useEffect(() => {
    let isWanted = true
    const timer = setTimeout(
      () =>
        trying?.try({ id, url, code, name }, selected).then((answer) => {
          if (isWanted) setTried(answer)
        }),
      PAUSE,
    )
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [id, url, code, name, selected])
  useEffect(() => () => trying?.end(), [])
  return tried
}

function Trial({ tried }: { tried: Tried | null }) {
  return (
    <section class="own-trial" aria-label="Tried on the selected message" data-testid="own-trial">
      <h2>Tried on the selected message</h2>
      {tried === null ? <p class="hint">Trying…</p> : <TrialResult tried={tried} />}
    </section>
  )
}

function TrialResult({ tried: { problem, reading } }: { tried: Tried }) {
  if (problem !== null) return <p class="hint">It can’t be run yet.</p>
  if (reading === 'none') return <p class="hint">Select a message to see what the decoder makes of it.</p>
  if (reading === 'late') return <p class="error">It took longer than a quarter of a second and was stopped.</p>
  if (reading === null) return <p class="hint">It answered undefined: the message is left to other decoders.</p>
  const { meaning, layers } = reading
  return (
    <>
      {!meaning.broken && (
        <p class="own-summary">
          <span class="chip">{visibleLine(meaning.protocol)}</span> {meaning.summary}
          {meaning.kind !== null && <span class="beside"> Event: {visibleLine(meaning.kind)}</span>}
        </p>
      )}
      {layers.map((layer) => (
        <LayerView key={layer.label} layer={layer} />
      ))}
    </>
  )
}

function errorOf(tried: Tried | null): string | null {
  const reading = tried?.reading
  return isReading(reading) ? (reading.layers[0]?.error ?? null) : null
}

function isReading(reading: Tried['reading'] | undefined): reading is Reading {
  return typeof reading === 'object' && reading !== null
}

/** The line that an error names, and its words. */
function lineOf(error: string | null): { readonly line: number; readonly message: string } | null {
  const [, line, message] = /^Line (\d+): (.*)$/s.exec(error ?? '') ?? []
  return line === undefined || message === undefined ? null : { line: Number(line), message }
}
