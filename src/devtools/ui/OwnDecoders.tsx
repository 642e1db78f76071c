import { useRef, useState } from 'preact/hooks'
import { nextId, readOwnFile, withShared, writeOwnFile } from '../../core/decoders/own-file.ts'
import { type OwnDecoder, ownId } from '../../core/decoders/preferences.ts'
import { visibleLine } from '../../core/visible.ts'
import { FileButton } from './FileButton.tsx'
import { IconButton } from './IconButton.tsx'
import { OwnForm } from './OwnForm.tsx'
import { newOwn, ownName } from './own-draft.ts'
import { usePanel } from './panel-context.ts'
import { saveBlob } from './save-blob.ts'
import { usePreferences } from './use-preferences.ts'

/** What was done last, and what takes it back. */
interface Outcome {
  readonly text: string
  readonly failed: boolean
  readonly undo: (() => void) | null
}

/** The decoders that the user wrote: which there are, which of them are asked, and the one that is being written. */
export function OwnDecoders() {
  const { state } = usePanel()
  const draft = state.choices.own
  const [{ own }, change] = usePreferences()
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const section = useRef<HTMLElement>(null)

  const remove = (one: OwnDecoder): void => {
    change((now) => ({ own: now.own.filter(({ id }) => id !== one.id) }))
    const undo = (): void => {
      change((now) => {
        const isTaken = now.own.some(({ id }) => id === one.id)
        return { own: [...now.own, isTaken ? { ...one, id: nextId(now.own) } : one] }
      })
      setOutcome(null)
    }
    setOutcome({ text: `Removed ${visibleLine(ownName(one))}.`, failed: false, undo })
  }
  const read = async (file: File): Promise<void> => {
    const text = await file.text().catch(() => null)
    const added = text === null ? 'The file could not be read. Choose it again.' : readOwnFile(text)
    if (typeof added === 'string') {
      setOutcome({ text: `Nothing was imported. ${added}`, failed: true, undo: null })
      return
    }
    let count = 0
    change((now) => {
      const all = withShared(now.own, added)
      const fresh = all.slice(now.own.length).map(({ id }) => ownId(id))
      count = fresh.length
      // An earlier one with such an id may have been off.
      return { own: all, off: now.off.filter((id) => !fresh.includes(id)) }
    })
    const imported = count === 0 ? 'All of these decoders are here already.' : `Imported ${count} of ${added.length}.`
    setOutcome({ text: imported, failed: false, undo: null })
  }
  const write = (): void => {
    const document = section.current?.ownerDocument
    if (document)
      saveBlob(document, new Blob([writeOwnFile(own)], { type: 'application/json' }), 'sockeye-decoders.json')
  }

  return (
    <section ref={section} aria-label="Your decoders" class={draft.value ? 'own-decoders own-writing' : 'own-decoders'}>
      <div class="own-title">
        <h2>Your decoders</h2>
        <span class="space" />
        {own.length > 0 && (
          <IconButton icon="export" label="Export your decoders" testId="own-export" onClick={write} />
        )}
        <FileButton label="Import decoders…" accept=".json" testId="own-import" onFile={(file) => void read(file)} />
      </div>
      <p class="prose">A function in JavaScript reads the messages of an address. It can reach nothing else.</p>
      {own.map((one) => (
        <OwnLine key={one.id} own={one} onRemove={() => remove(one)} />
      ))}
      {outcome && (
        <p class={outcome.failed ? 'error' : 'note'} role="status" data-testid="own-outcome">
          {outcome.text}{' '}
          {outcome.undo && (
            <button type="button" class="text-button" data-testid="own-undo" onClick={outcome.undo}>
              Undo
            </button>
          )}
        </p>
      )}
      {draft.value ? (
        <OwnForm draft={draft.value} />
      ) : (
        <button
          type="button"
          class="text-button"
          data-testid="add-own"
          onClick={() => {
            const row = state.row.value
            const socket = row === null ? state.socket.value : state.session.sockets[state.session.log.socket(row)]
            draft.value = newOwn(socket?.url ?? '')
          }}
        >
          Write a decoder…
        </button>
      )}
    </section>
  )
}

function OwnLine({ own, onRemove }: { own: OwnDecoder; onRemove: () => void }) {
  const { decoding, decoded, choices } = usePanel().state
  const [{ off }, change] = usePreferences()
  decoded.value
  const id = ownId(own.id)
  const isOff = off.includes(id)
  const problem = isOff ? undefined : decoding?.decoders.find((one) => one.id === id)?.problem
  return (
    <div class="decoder-line" data-testid="own">
      <label class="check decoder-name">
        <input
          type="checkbox"
          data-testid={`decoder-${id}`}
          checked={!isOff}
          onChange={(event) => {
            const others = off.filter((one) => one !== id)
            change({ off: event.currentTarget.checked ? others : [...others, id] })
          }}
        />
        {visibleLine(ownName(own))}
      </label>
      <span class="decoder-where" title={own.url}>
        {visibleLine(own.url || 'all addresses')}
      </span>
      {problem && (
        <span class="error" title={problem}>
          can’t be run
        </span>
      )}
      {/* One is written at a time: another would take the place of what was typed. */}
      {choices.own.value === null && (
        <>
          <IconButton
            icon="edit"
            label={`Edit ${ownName(own)}`}
            testId="edit-own"
            onClick={() => {
              choices.own.value = own
            }}
          />
          <IconButton icon="close" label={`Remove ${ownName(own)}`} testId="remove-own" onClick={onRemove} />
        </>
      )}
    </div>
  )
}
