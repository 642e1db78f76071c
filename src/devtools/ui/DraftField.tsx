import { sizeText } from '../../core/bytes.ts'
import type { Draft, Writing } from '../../core/draft.ts'
import type { Encoder } from '../../core/encoders/encoder.ts'
import { hasPlaceholder } from '../../core/template.ts'
import { visible } from '../../core/visible.ts'
import { Editor } from './Editor.tsx'
import { EncoderForm } from './EncoderForm.tsx'
import { FileField } from './FileField.tsx'
import { usePanel } from './panel-context.ts'
import { variablesOf } from './variables-of.ts'
import { wordsOf } from './words-of.ts'

const PLACEHOLDERS = {
  text: 'Text to send',
  json: '{"type": "hello"}',
  hex: '48 65 6c 6c 6f',
  base64: 'SGVsbG8=',
} as const

/** Where a message is written, with what is wrong in it directly below. `offered`: see EncoderForm. */
export function DraftField({ draft, offered }: { draft: Draft; offered: Encoder | null }) {
  const { state } = usePanel()
  const { choices } = state
  const format = choices.format.value
  const encoding = choices.encoding.value
  if (format === 'form') return <EncoderForm draft={draft} offered={offered} />
  const kind = format === 'binary' ? encoding : format
  const text = kind === 'hex' ? choices.hex : kind === 'base64' ? choices.base64 : choices.draft
  // An untouched field is not wrong yet; the place-holder says what is right.
  const untouched = kind === 'file' ? choices.file.value === null : text.value === ''
  const wrong = !draft.ok && !untouched
  return (
    <div class="draft">
      {kind === 'file' ? (
        <FileField />
      ) : kind === 'text' || kind === 'json' ? (
        <Editor
          text={text.value}
          look={{ isJson: kind === 'json', fill: choices.fill.value, placeholder: PLACEHOLDERS[kind], isWrong: wrong }}
          testId="draft"
          label="Message"
          describedBy="draft-check"
          onChange={(typed) => {
            text.value = typed
          }}
          words={() => wordsOf(state, state.target.value?.number ?? null)}
          variables={() => variablesOf(state)}
        />
      ) : (
        <textarea
          class="draft-field"
          data-testid="draft"
          aria-label="Message"
          aria-describedby="draft-check"
          aria-invalid={wrong}
          spellcheck={false}
          placeholder={PLACEHOLDERS[kind]}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
        />
      )}
      <p id="draft-check" class="draft-check" role="status" data-testid="draft-check">
        {wrong ? <span class="error">{draft.message}</span> : draft.ok ? okText(kind, draft.size) : ''}
      </p>
      {(kind === 'text' || kind === 'json') && hasPlaceholder(text.value) && <Filling draft={draft} />}
    </div>
  )
}

function okText(kind: Exclude<Writing, 'form'>, size: number): string {
  return kind === 'json' ? `Valid JSON · ${sizeText(size)}` : sizeText(size)
}

/** UTF-16 units of a preview. */
const PREVIEW = 2000

/** Whether placeholders are filled in, and what then goes out. */
function Filling({ draft }: { draft: Draft }) {
  const { fill } = usePanel().state.choices
  return (
    <div class="filling">
      <label class="check" title="{{uuid}}, {{now}}, {{now iso}}, {{counter}}, {{random 1 100}}, {{env name}}">
        <input
          type="checkbox"
          data-testid="fill"
          checked={fill.value}
          onChange={(event) => {
            fill.value = event.currentTarget.checked
          }}
        />
        Fill in placeholders
      </label>
      {draft.ok && draft.filled && typeof draft.payload === 'string' && (
        <>
          <span class="beside">Generated values are made anew each time. Now it would be:</span>
          <pre class="filled" data-testid="filled">
            {visible(draft.payload.slice(0, PREVIEW))}
          </pre>
        </>
      )}
    </div>
  )
}
