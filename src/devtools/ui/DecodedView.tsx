import { useEffect, useState } from 'preact/hooks'
import type { Layer, Reading } from '../../core/decoders/choose.ts'
import { addressOf } from '../../core/decoders/url-pattern.ts'
import type { RowNumber } from '../../core/log.ts'
import { visibleLine } from '../../core/visible.ts'
import { LayerView } from './LayerView.tsx'
import { usePanel } from './panel-context.ts'
import { Segmented } from './Segmented.tsx'
import { usePreferences } from './use-preferences.ts'

/** What was read, and of which row. */
interface Shown {
  readonly of: RowNumber
  readonly reading: Reading | null | 'late' | 'waiting'
}

/** What a message means, with what is inside it one layer after the other. */
export function DecodedView({ row }: { row: RowNumber }) {
  const { state } = usePanel()
  const { decoding } = state
  state.decoded.value
  const known = decoding?.meaning(row)
  const [{ of, reading }, setReading] = useState<Shown>({ of: row, reading: 'waiting' })
  const [chosen, choose] = useState<number | null>(null)
  useEffect(() => {
    // While the same message is read anew, what is known of it stays.
    if (known === undefined) return undefined
    if (known === null || known === 'late') {
      setReading({ of: row, reading: known })
      return undefined
    }
    let wanted = true
    decoding?.read(row).then((answer) => {
      if (wanted) setReading({ of: row, reading: answer })
    })
    return () => {
      wanted = false
    }
  }, [known, row])

  if (reading === 'waiting' || of !== row) return <p class="hint">Decoding…</p>
  if (reading === 'late') {
    return (
      <div class="hint" data-testid="late">
        <p>
          Decoding this message took longer than a quarter of a second and was stopped. Text and hex show it as it is.
        </p>
        <button type="button" class="text-button" data-testid="try-longer" onClick={() => decoding?.tryLonger(row)}>
          Try longer
        </button>
      </div>
    )
  }
  const layers = reading?.layers ?? []
  const at = Math.min(chosen ?? layers.length - 1, layers.length - 1)
  const layer = layers[at]
  return (
    <div class="decoded" data-testid="decoded">
      <div class="decoded-line">
        {layers.length > 1 ? (
          <Segmented
            label="Layer"
            testId="layer"
            value={String(at)}
            choices={layers.map((one, index) => ({ value: String(index), label: layerName(one) }))}
            onChange={(value) => choose(Number(value))}
          />
        ) : (
          <span class="chip">
            {layer
              ? layerName(layer)
              : decoding?.hasFailed
                ? 'The decoders did not start'
                : 'No decoder claims this message'}
          </span>
        )}
        <DecodeAs row={row} />
      </div>
      {layer && <LayerView layer={layer} />}
    </div>
  )
}

function layerName({ label, protocol }: Layer): string {
  return visibleLine(label === null || label === protocol ? protocol : `${label.slice(0, 40)}: ${protocol}`)
}

/** Says which decoder reads the messages of the row's socket, and whether those of its address for good. */
function DecodeAs({ row }: { row: RowNumber }) {
  const { decoding, decoded, session, choices } = usePanel().state
  decoded.value
  const [{ pins }, change] = usePreferences()
  if (!decoding || !session.log.has(row)) return null
  const socket = session.log.socket(row)
  const address = addressOf(session.sockets[socket]?.url ?? '')
  const pinned = decoding.pinned(socket)
  const always = pins.some(({ url }) => url === address)
  const keep = (decoder: string | null): void => {
    const others = pins.filter(({ url }) => url !== address)
    change({ pins: decoder === null ? others : [{ url: address, decoder }, ...others] })
  }
  const choose = (decoder: string | null): void => {
    decoding.pin(socket, decoder)
    if (always) keep(decoder)
  }
  return (
    <>
      <select
        aria-label="Decode this socket as"
        title="Decode this socket as"
        data-testid="decode-as"
        value={pinned ?? ''}
        onChange={(event) => choose(event.currentTarget.value || null)}
      >
        <option value="">Decode automatically</option>
        {decoding.decoders.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      {(pinned !== null || always) && address !== '' && (
        <label class="check" title={`For all sockets of ${address}, also later ones`}>
          <input
            type="checkbox"
            data-testid="decode-always"
            checked={always}
            onChange={(event) => keep(event.currentTarget.checked ? pinned : null)}
          />
          Always here
        </label>
      )}
      <button
        type="button"
        class="text-button"
        data-testid="decoders"
        title="Protobuf schemas, decoders of your own, and which decoders are asked"
        aria-expanded={choices.decoders.value}
        onClick={() => {
          choices.decoders.value = !choices.decoders.value
        }}
      >
        Decoders…
      </button>
    </>
  )
}
