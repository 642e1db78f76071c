import { useState } from 'preact/hooks'
import { toHex } from '../../core/bytes.ts'
import { checkJson } from '../../core/json-check.ts'
import { parseHex } from '../../core/parse-bytes.ts'
import type { Payload } from '../../core/row.ts'
import type { HeldMessage } from '../state.ts'
import { Icon } from './Icon.tsx'
import { usePanel } from './panel-context.ts'
import { rowText } from './row-text.ts'
import { Segmented } from './Segmented.tsx'
import { socketName } from './socket-name.ts'

const ENDED = {
  closed: 'The socket closed before it could go on. Its text stays here until you dismiss it.',
  gone: 'The page is gone. Its text stays here until you dismiss it.',
  released: 'The panel was away for a moment, so the page got it as it was.',
} as const

/** What waits in the page, the oldest first. */
export function HeldQueue() {
  const { state } = usePanel()
  state.tick.value
  const { acting } = state.session
  const [chosen, setChosen] = useState<string | null>(null)
  const { held } = acting
  if (held.length === 0) return null
  const current = held.find((one) => keyOf(one) === chosen) ?? held[0]
  return (
    <section class="held" aria-label="Held messages" data-testid="held">
      <div class="rules-title">
        <h2>Held ({held.length})</h2>
        <button type="button" class="text-button" data-testid="forward-all" onClick={() => acting.forwardAll()}>
          Forward all
        </button>
      </div>
      {held.map((message) => (
        <div key={keyOf(message)}>
          <button
            type="button"
            class="held-line"
            aria-expanded={message === current}
            data-testid="held-line"
            onClick={() => setChosen(keyOf(message))}
          >
            <Icon name={message.sent ? 'sent' : 'received'} label={message.sent ? 'to the server' : 'to the page'} />
            <span class="held-socket">{nameOf(state, message)}</span>
            <span class="payload">{rowText(message.sent ? 'sent' : 'received', message.payload)}</span>
          </button>
          {message === current && <HeldForm key={keyOf(message)} message={message} />}
        </div>
      ))}
    </section>
  )
}

const keyOf = ({ document, id }: HeldMessage): string => `${document} ${id}`

function nameOf({ session }: ReturnType<typeof usePanel>['state'], { socket }: HeldMessage): string {
  const found = socket === undefined ? undefined : session.sockets[socket]
  return found ? socketName(found.url).name : ''
}

type Format = 'text' | 'json' | 'hex'
const FORMATS = [
  { value: 'text', label: 'Text' },
  { value: 'json', label: 'JSON' },
  { value: 'hex', label: 'Hex' },
] as const

type Edit = { readonly ok: true; readonly payload: Payload } | { readonly ok: false; readonly message: string }

function readEdit(format: Format, text: string): Edit {
  if (format === 'hex') {
    const parsed = parseHex(text)
    return parsed.ok ? { ok: true, payload: parsed.bytes.buffer } : parsed
  }
  const json = format === 'json' ? checkJson(text) : null
  return json && !json.ok ? json : { ok: true, payload: text }
}

/** One that is held, to be changed and let go. What can't be read is not sent: the message stays held. */
function HeldForm({ message }: { message: HeldMessage }) {
  const { acting } = usePanel().state.session
  const { ended, payload, sent } = message
  const isText = typeof payload === 'string'
  const original = isText ? payload : toHex(new Uint8Array(payload))
  const [format, setFormat] = useState<Format>(isText ? (checkJson(payload).ok ? 'json' : 'text') : 'hex')
  const [text, setText] = useState(original)
  const edit = readEdit(format, text)
  const withEdit = (act: (payload: Payload) => void) => () => {
    if (edit.ok) act(edit.payload)
  }
  return (
    <div class="held-form" data-testid="held-form">
      {ended && <p class="notice">{ENDED[ended]}</p>}
      <Segmented label="Format" value={format} choices={FORMATS} testId="held-format" onChange={setFormat} />
      <textarea
        class="draft-field"
        data-testid="held-text"
        aria-label="Held message"
        spellcheck={false}
        aria-invalid={!edit.ok}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {!edit.ok && (
        <p class="error" role="alert" data-testid="held-problem">
          {edit.message} It stays held until this is right.
        </p>
      )}
      <div class="form-end">
        {ended ? (
          <button type="button" class="text-button" data-testid="dismiss" onClick={() => acting.dismiss(message)}>
            Dismiss
          </button>
        ) : (
          <>
            <button
              type="button"
              class="main-button"
              data-testid="forward"
              disabled={!edit.ok}
              onClick={withEdit((made) =>
                acting.forward(message, text === original && (format === 'hex') === !isText ? null : made),
              )}
            >
              Forward
            </button>
            <button type="button" class="text-button" data-testid="drop" onClick={() => acting.drop(message)}>
              Drop
            </button>
            <button
              type="button"
              class="text-button"
              data-testid="answer"
              disabled={!edit.ok}
              title={`The message goes no further; ${sent ? 'the page' : 'the server'} gets this text as the answer`}
              onClick={withEdit((made) => acting.answer(message, made))}
            >
              Answer with this
            </button>
          </>
        )}
      </div>
    </div>
  )
}
