import { useState } from 'preact/hooks'
import { DEFAULT_LIMITS, limitsOf, MEBIBYTE, MOST_LIMITS } from '../../core/history-limits.ts'
import { checkNumber } from '../../core/validate.ts'
import { Field } from './Field.tsx'
import { IconButton } from './IconButton.tsx'
import { LogSettings } from './LogSettings.tsx'
import { usePanel } from './panel-context.ts'
import { WorkerSettings } from './WorkerSettings.tsx'

/** Key of the setting; pages' relays read it too. */
const KEY = 'history'

/** Settings that hold for all pages. What is typed holds as soon as it is right. */
export function SettingsForm() {
  const { choices, settings } = usePanel().state
  const [limits] = useState(() => limitsOf(settings.get<unknown>(KEY, null)))
  const [rows, setRows] = useState(String(limits.rows))
  const [size, setSize] = useState(String(limits.bytes / MEBIBYTE))
  const checkedRows = checkNumber(rows, MOST_LIMITS.rows)
  const checkedSize = checkNumber(size, MOST_LIMITS.bytes / MEBIBYTE)
  const keep = (newRows: string, newSize: string): void => {
    setRows(newRows)
    setSize(newSize)
    const [rows, size] = [checkNumber(newRows, MOST_LIMITS.rows), checkNumber(newSize, MOST_LIMITS.bytes / MEBIBYTE)]
    if (rows.ok && size.ok) settings.set(KEY, { rows: rows.number, bytes: size.number * MEBIBYTE })
  }
  const close = (): void => {
    choices.setting.value = false
  }
  return (
    <form
      class="settings"
      data-testid="settings-form"
      aria-label="Settings"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        close()
      }}
    >
      <div class="settings-title">
        <h2>Settings</h2>
        <IconButton icon="close" label="Close settings" onClick={close} />
      </div>
      <div class="settings-columns">
        <LogSettings />
        <section aria-label="History">
          <h2>History</h2>
          <p class="prose">
            What each page and frame keeps of its own sockets while DevTools is closed, so that it can be shown later.
            The oldest rows go first, and are counted.
          </p>
          <Field
            id="history-rows"
            label="Rows"
            value={rows}
            problem={checkedRows.ok ? null : checkedRows.message}
            onInput={(text) => keep(text, size)}
          />
          <Field
            id="history-size"
            label="Size"
            value={size}
            problem={checkedSize.ok ? null : checkedSize.message}
            onInput={(text) => keep(rows, text)}
          >
            <span class="beside">MiB</span>
          </Field>
          <button
            type="button"
            class="text-button"
            data-testid="history-default"
            onClick={() => keep(String(DEFAULT_LIMITS.rows), String(DEFAULT_LIMITS.bytes / MEBIBYTE))}
          >
            Restore defaults
          </button>
        </section>
        <section aria-label="Decoders">
          <h2>Decoders</h2>
          <p class="prose">What says what messages mean: protobuf schemas, and which decoders are asked.</p>
          <button
            type="button"
            class="text-button"
            data-testid="open-decoders"
            onClick={() => {
              close()
              choices.decoders.value = true
            }}
          >
            Decoders…
          </button>
        </section>
        <WorkerSettings />
      </div>
    </form>
  )
}
