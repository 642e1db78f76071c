import { useMemo, useRef, useState } from 'preact/hooks'
import { sizeText } from '../../core/bytes.ts'
import type { Encoder } from '../../core/encoders/encoder.ts'
import { encoders } from '../../core/encoders/list.ts'
import type { SocketNumber } from '../../core/log.ts'
import { isSend } from '../keys.ts'
import type { Sending } from '../state.ts'
import { DraftField } from './DraftField.tsx'
import { Library } from './Library.tsx'
import { usePanel } from './panel-context.ts'
import { protocolOf } from './protocol-of.ts'
import { RepeatForm } from './RepeatForm.tsx'
import { RunList } from './RunList.tsx'
import { readDraft, recipeOf } from './read-draft.ts'
import { readOnlyText } from './read-only-text.ts'
import { refusalText } from './refusal-text.ts'
import { Segmented } from './Segmented.tsx'
import { TargetField } from './TargetField.tsx'
import { VariablesForm } from './VariablesForm.tsx'
import { variablesOf } from './variables-of.ts'

const FORMATS = [
  { value: 'text', label: 'Text' },
  { value: 'json', label: 'JSON' },
  { value: 'binary', label: 'Binary' },
] as const
const ENCODINGS = [
  { value: 'hex', label: 'Hex' },
  { value: 'base64', label: 'Base64' },
  { value: 'file', label: 'File' },
] as const

const DIRECTIONS = [
  { value: 'server', label: 'To the server' },
  { value: 'page', label: 'To the page' },
] as const

const FORMS = [
  { value: 'repeat', label: 'Repeat…' },
  { value: 'variables', label: 'Variables…' },
  { value: 'library', label: 'Library…' },
] as const

interface Outcome {
  readonly sent: boolean
  readonly text: string
}

function outcomeOf(sending: Sending, towards: 'server' | 'page'): Outcome {
  switch (sending.type) {
    case 'sent':
      return { sent: true, text: `${towards === 'page' ? 'The page received' : 'Sent'} ${sizeText(sending.size)}` }
    case 'refused':
      return { sent: false, text: refusalText(sending.refusal, 'send') }
    case 'problem':
      return { sent: false, text: `Not sent: ${sending.message}` }
    default:
      return sending satisfies never
  }
}

/** The encoder of the protocol that the chosen socket speaks, once that is known; null: none. */
function useOffered(): Encoder | null {
  const { state } = usePanel()
  const known = useRef<{ readonly socket: SocketNumber; readonly protocol: string } | null>(null)
  state.decoded.value
  state.tick.value
  const socket = state.target.value?.number
  if (socket === undefined) return null
  if (known.current?.socket !== socket) {
    const protocol = protocolOf(state, socket)
    known.current = protocol === null ? null : { socket, protocol }
  }
  return encoders.find(({ protocol }) => protocol === known.current?.protocol) ?? null
}

/** Writes a message and sends it on a socket of the page or on a test connection. */
export function Compose() {
  const { state } = usePanel()
  const { choices, sender } = state
  const watched = state.target.value?.watched
  const [outcome, setOutcome] = useState<Outcome | null>(null)

  const offered = useOffered()
  const isForm = choices.format.value === 'form'
  const named = isForm ? encoders.find(({ id }) => id === choices.encoder.value) : offered
  const form = { value: 'form', label: named?.name ?? 'Form' } as const
  const formats = offered ? [form, ...FORMATS] : [...FORMATS, form]
  const toPage = choices.towards.value === 'page'
  // Runs send to servers only.
  const forms = FORMS.filter(({ value }) => value !== 'repeat' || !toPage)

  // Runs move the counter on.
  state.tick.value
  const variables = variablesOf(state)
  const recipe = recipeOf(choices)
  // Not at each drawing: generated values would never stand still.
  const draft = useMemo(
    () => readDraft(choices, sender.source(variables, true)),
    [
      recipe.writing,
      recipe.text,
      recipe.bytes,
      recipe.fill,
      recipe.form?.encoder,
      recipe.form?.values,
      variables,
      sender.counted,
    ],
  )

  const send = async (): Promise<void> => {
    // Read anew: a key press may come before what was typed is drawn.
    const variables = variablesOf(state)
    const draft = readDraft(choices, sender.source(variables, true))
    const target = state.target.value
    if (!target) {
      setOutcome({ sent: false, text: 'There is no socket to send on. Choose one, or open a new connection.' })
      return
    }
    if (!draft.ok) {
      if (draft.field) return setOutcome({ sent: false, text: `Not sent. ${draft.message}` })
      setOutcome({ sent: false, text: 'Not sent: what was typed is not valid yet. See the message below the field.' })
      return
    }
    setOutcome(null)
    const towards = choices.towards.value
    const make = towards === 'page' ? sender.inject : sender.send
    setOutcome(outcomeOf(await make.call(sender, target.number, recipeOf(choices), variables), towards))
  }

  return (
    <form
      class="compose"
      data-testid="compose"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (!isSend(event)) return
        event.preventDefault()
        void send()
      }}
      onInput={() => setOutcome(null)}
    >
      <TargetField />
      <div class="compose-format">
        <Segmented
          label="Direction"
          value={choices.towards.value}
          choices={DIRECTIONS}
          testId="towards"
          onChange={(towards) => {
            choices.towards.value = towards
          }}
        />
        {toPage && <span class="beside">The page gets it as if its server had sent it.</span>}
      </div>
      <div class="compose-format">
        <Segmented
          label="Format"
          value={choices.format.value}
          choices={formats}
          testId="format"
          onChange={(format) => {
            if (format === 'form' && offered) choices.encoder.value = offered.id
            choices.format.value = format
          }}
        />
        {choices.format.value === 'binary' && (
          <>
            <span class="divider" />
            <Segmented
              label="Written as"
              value={choices.encoding.value}
              choices={ENCODINGS}
              testId="encoding"
              onChange={(encoding) => {
                choices.encoding.value = encoding
              }}
            />
          </>
        )}
      </div>
      <DraftField draft={draft} offered={offered} />
      <div class="compose-send">
        <button
          type="submit"
          class="main-button"
          data-testid="send"
          title="Send (Ctrl+Enter)"
          disabled={watched !== null && watched !== undefined}
          aria-describedby="compose-outcome"
        >
          Send
        </button>
        <span id="compose-outcome" class="outcome" role="status" data-testid="outcome">
          {watched && <span class="beside">{readOnlyText(watched)}</span>}
          {outcome && <span class={outcome.sent ? 'note' : 'error'}>{outcome.text}</span>}
        </span>
        <span class="space" />
        {forms.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            class="text-button"
            data-testid={`open-${value}`}
            aria-expanded={choices.composing.value === value}
            onClick={() => {
              choices.composing.value = choices.composing.value === value ? 'nothing' : value
            }}
          >
            {label}
          </button>
        ))}
      </div>
      {choices.composing.value === 'repeat' && !toPage && <RepeatForm recipe={() => recipeOf(choices)} />}
      {choices.composing.value === 'library' && <Library />}
      {choices.composing.value === 'variables' && <VariablesForm />}
      <RunList kind="repeat" />
    </form>
  )
}
