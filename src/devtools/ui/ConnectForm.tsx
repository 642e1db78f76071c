import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { NEW_CONNECTION } from '../../core/connections/saved.ts'
import { checkProtocols, checkUrl } from '../../core/validate.ts'
import { ConnectFromField, connectDocument, connectFrom } from './ConnectFromField.tsx'
import { Field } from './Field.tsx'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { refusalText } from './refusal-text.ts'

/** Opens a test connection. What was typed stays, whatever comes of it. */
export function ConnectForm() {
  const { state } = usePanel()
  const { choices } = state
  const form = useRef<HTMLFormElement>(null)
  const [thrown, setThrown] = useState<string | null>(null)
  /** Problems are told once Connect was pressed: a half-typed URL is no mistake. */
  const [checked, setChecked] = useState(false)
  const check = () => ({ url: checkUrl(choices.url.value), protocols: checkProtocols(choices.protocols.value) })
  const { url, protocols } = check()

  useLayoutEffect(() => form.current?.querySelector('input')?.select(), [])

  const connect = (): void => {
    setChecked(true)
    setThrown(null)
    // Anew: a key press may come before what was typed is drawn.
    const { url, protocols } = check()
    if (!url.ok || !protocols.ok) return
    if (connectFrom(state) !== 'panel') {
      void state.connectInPage(url.url, protocols.protocols, connectDocument(state)).then((refusal) => {
        setThrown(refusal && refusalText(refusal, 'connect'))
        if (!refusal) setChecked(false)
      })
      return
    }
    try {
      state.connect(url.url, protocols.protocols)
      setChecked(false)
    } catch (error) {
      setThrown(`The browser refused: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const close = (): void => {
    choices.connecting.value = false
  }
  return (
    <form
      class="connect"
      ref={form}
      data-testid="connect-form"
      aria-label="New connection"
      onSubmit={(event) => {
        event.preventDefault()
        connect()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        close()
      }}
    >
      <Field
        id="connect-url"
        label="URL"
        list="connect-urls"
        placeholder="ws://localhost:9998/echo"
        value={choices.url.value}
        problem={(checked && !url.ok && url.message) || thrown}
        onInput={(value) => {
          choices.url.value = value
          setThrown(null)
        }}
      />
      <datalist id="connect-urls">
        {state.urls().map((known) => (
          <option key={known} value={known} />
        ))}
      </datalist>
      <Field
        id="connect-protocols"
        label="Subprotocols"
        placeholder="none, or names with commas between"
        value={choices.protocols.value}
        problem={checked && !protocols.ok ? protocols.message : null}
        onInput={(value) => {
          choices.protocols.value = value
        }}
      />
      <ConnectFromField />
      <button type="submit" class="main-button" data-testid="connect">
        Connect
      </button>
      <button
        type="button"
        class="text-button"
        data-testid="save-as"
        title="Save it with a name, to be opened again"
        onClick={() => {
          choices.dialing.value = true
          const { url, protocols } = choices
          const from = connectFrom(state) === 'panel' ? 'panel' : 'page'
          const draft = { ...NEW_CONNECTION, url: url.value, protocols: protocols.value, from } as const
          choices.dialDraft.value = { key: null, draft }
        }}
      >
        Save…
      </button>
      <button
        type="button"
        class="text-button"
        data-testid="saved"
        aria-expanded={choices.dialing.value}
        onClick={() => {
          choices.dialing.value = !choices.dialing.value
        }}
      >
        Saved
      </button>
      <IconButton icon="close" label="Close this form" onClick={close} />
    </form>
  )
}
