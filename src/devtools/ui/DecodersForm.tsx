import { useEffect } from 'preact/hooks'
import { visibleLine } from '../../core/visible.ts'
import { IconButton } from './IconButton.tsx'
import { OwnDecoders } from './OwnDecoders.tsx'
import { usePanel } from './panel-context.ts'
import { SchemaForm } from './SchemaForm.tsx'
import { newSchema, schemaName } from './schema-draft.ts'
import { usePreferences } from './use-preferences.ts'

/** Which decoders there are for all sockets: those that the user wrote, protobuf schemas, addresses that are always decoded alike, and those that are switched off. */
export function DecodersForm() {
  const { state } = usePanel()
  const { choices, decoding } = state
  // Only its worker knows all decoders.
  useEffect(() => decoding?.wake(), [])
  const close = (): void => {
    choices.decoders.value = false
  }
  return (
    <section
      class="settings decoders"
      data-testid="decoders-form"
      aria-label="Decoders"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        close()
      }}
    >
      <div class="settings-title">
        <h2>Decoders</h2>
        <IconButton icon="close" label="Close decoders" onClick={close} />
      </div>
      <div class="settings-columns">
        <OwnDecoders />
        {/* One that is being written needs the room. */}
        {choices.own.value === null && (
          <>
            <Schemas />
            <Pins />
            <Switches />
          </>
        )}
      </div>
    </section>
  )
}

function Schemas() {
  const { state } = usePanel()
  const { schema } = state.choices
  const [{ schemas }, change] = usePreferences()
  return (
    <section aria-label="Protobuf schemas" class="schemas">
      <h2>Protobuf schemas</h2>
      <p class="prose">With .proto files or a descriptor set, the fields of protobuf messages have names and types.</p>
      {schemas.map((use) => (
        <div class="decoder-line" key={use.id} data-testid="schema">
          <span class="decoder-name">{visibleLine(schemaName(use))}</span>
          <span class="decoder-where" title={use.url}>
            {visibleLine(use.url || 'all addresses')}
          </span>
          <IconButton
            icon="edit"
            label={`Edit ${schemaName(use)}`}
            onClick={() => {
              schema.value = use
            }}
          />
          <IconButton
            icon="close"
            label={`Remove ${schemaName(use)}`}
            onClick={() => change({ schemas: schemas.filter(({ id }) => id !== use.id) })}
          />
        </div>
      ))}
      {schema.value ? (
        <SchemaForm draft={schema.value} />
      ) : (
        <button
          type="button"
          class="text-button"
          data-testid="add-schema"
          onClick={() => {
            schema.value = newSchema(state.socket.value?.url ?? '')
          }}
        >
          Add a schema…
        </button>
      )}
    </section>
  )
}

function Pins() {
  const [{ pins }, change] = usePreferences()
  const { decoding, decoded } = usePanel().state
  decoded.value
  const nameOf = (id: string): string => decoding?.decoders.find((decoder) => decoder.id === id)?.name ?? id
  return (
    <section aria-label="Addresses">
      <h2>Addresses</h2>
      <p class="prose">
        {pins.length === 0
          ? 'To read all messages of an address alike, choose a decoder beside a message and then Always here.'
          : 'Messages of these addresses are always read alike.'}
      </p>
      {pins.map((pin) => (
        <div class="decoder-line" key={pin.url} data-testid="pin">
          <span class="decoder-name">{visibleLine(nameOf(pin.decoder))}</span>
          <span class="decoder-where" title={pin.url}>
            {visibleLine(pin.url)}
          </span>
          <IconButton
            icon="close"
            label={`Remove ${pin.url}`}
            onClick={() => change({ pins: pins.filter((one) => one !== pin) })}
          />
        </div>
      ))}
    </section>
  )
}

function Switches() {
  const [{ off }, change] = usePreferences()
  const { decoding, decoded } = usePanel().state
  decoded.value
  return (
    <section aria-label="Decoders that are asked">
      <h2>Asked of each message</h2>
      <p class="prose">One that is off is only asked where you choose it.</p>
      <div class="decoder-switches">
        {decoding?.decoders
          .filter(({ id }) => !/^(schema|own)-/.test(id))
          .map(({ id, name }) => (
            <label class="check" key={id}>
              <input
                type="checkbox"
                data-testid={`decoder-${id}`}
                checked={!off.includes(id)}
                onChange={(event) => {
                  const others = off.filter((one) => one !== id)
                  change({ off: event.currentTarget.checked ? others : [...others, id] })
                }}
              />
              {name}
            </label>
          ))}
      </div>
    </section>
  )
}
