import { batch } from '@preact/signals'
import { useRef, useState } from 'preact/hooks'
import { count } from '../../core/format.ts'
import { findKept, isFor, type Kept, mergeLibrary, readLibrary, writeLibrary } from '../../core/library.ts'
import { previewText } from '../../core/preview.ts'
import { visibleLine } from '../../core/visible.ts'
import type { ChoiceSignals } from '../state.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { recipeOf, writtenOut } from './read-draft.ts'
import { saveBlob } from './save-blob.ts'

const NONE: readonly Kept[] = []
/** UTF-16 units of a message that are shown. */
const SHOWN = 80

interface Outcome {
  readonly text: string
  readonly failed: boolean
}

const UNSTORED: Outcome = {
  failed: true,
  text: 'The browser could not store this: it is in the library only until DevTools closes. Export the library, or remove messages from it and try again.',
}

/** Messages that are kept, in folders: to take into the composer, to save from there, to give to others as a file. */
export function Library() {
  const { state } = usePanel()
  const { choices } = state
  const all = state.stored('library', NONE)
  const field = useRef<HTMLInputElement>(null)
  const [everywhere, setEverywhere] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const url = state.target.value?.url ?? null
  const near = everywhere || url === null ? all : all.filter(({ pattern }) => isFor(pattern, url))
  const found = findKept(near, choices.librarySearch.value)

  const keep = () => {
    const written = writtenOut(recipeOf(choices))
    if (typeof written === 'string') return setOutcome({ failed: true, text: `Nothing was kept. ${written}` })
    const { writing, text, fill } = written
    const name = choices.libraryName.value.trim()
    if (writing === 'file' || writing === 'form')
      return setOutcome({ failed: true, text: 'A file can’t be kept. Write the message as hex or Base64.' })
    if (name === '') return setOutcome({ failed: true, text: 'Give the message a name first.' })
    const pattern = url?.split(/[?#]/, 1)[0] ?? ''
    const one: Kept = { name, folder: choices.libraryFolder.value.trim(), pattern, writing, text, fill }
    choices.libraryName.value = ''
    void state
      .store('library', mergeLibrary(all, [one]))
      .then((stored) => setOutcome(stored ? { failed: false, text: `Kept ${visibleLine(name)}` } : UNSTORED))
  }
  const read = async (file: File): Promise<void> => {
    const text = await file.text().catch(() => null)
    const added = text === null ? 'The file could not be read. Choose it again.' : readLibrary(text)
    if (typeof added === 'string') return setOutcome({ failed: true, text: `Nothing was imported. ${added}` })
    const known = state.stored('library', NONE)
    const merged = mergeLibrary(known, added)
    if (!(await state.store('library', merged))) return setOutcome(UNSTORED)
    setOutcome({ failed: false, text: `Imported ${count(merged.length - known.length)} of ${count(added.length)}` })
  }
  const write = (): void => {
    const blob = new Blob([writeLibrary(all)], { type: 'application/json' })
    if (field.current) saveBlob(field.current.ownerDocument, blob, 'sockeye-messages.json')
  }

  return (
    <section class="compose-form library" aria-label="Library" data-testid="library">
      <div class="library-search">
        <input
          type="text"
          aria-label="Search the library"
          placeholder="Search"
          data-testid="library-search"
          ref={field}
          value={choices.librarySearch.value}
          onInput={(event) => {
            choices.librarySearch.value = event.currentTarget.value
          }}
        />
        <label class="check" title="Also messages that were kept for sockets of other URLs">
          <input
            type="checkbox"
            data-testid="library-everywhere"
            checked={everywhere}
            onChange={(event) => setEverywhere(event.currentTarget.checked)}
          />
          All URLs
        </label>
        <ImportMessages onFile={(file) => void read(file)} />
        <IconButton icon="export" label="Export the library" testId="library-export" onClick={write} />
      </div>
      {[...found].map(([folder, messages]) => (
        <div key={folder}>
          {folder !== '' && <h3>{visibleLine(folder)}</h3>}
          {messages.map((one) => (
            <div class="kept" key={JSON.stringify(one)} data-testid="kept">
              <button
                type="button"
                class="kept-take"
                title={one.pattern === '' ? 'Take into the composer' : `Take into the composer. For ${one.pattern}`}
                onClick={() => take(choices, one)}
              >
                {visibleLine(one.name)}
                <span class="beside">{previewText(one.text, SHOWN)}</span>
              </button>
              <IconButton
                icon="close"
                label={`Remove ${one.name}`}
                onClick={() =>
                  state.store(
                    'library',
                    all.filter((other) => other !== one),
                  )
                }
              />
            </div>
          ))}
        </div>
      ))}
      {found.size === 0 && (
        <p class="beside">
          {all.length === 0
            ? 'Nothing is kept yet. Name what is composed above, and keep it.'
            : 'No kept message fits this socket and these words. Search for others, or choose All URLs.'}
        </p>
      )}
      <div class="library-search">
        <input
          type="text"
          aria-label="Name"
          placeholder="Name"
          data-testid="library-name"
          value={choices.libraryName.value}
          onInput={(event) => {
            choices.libraryName.value = event.currentTarget.value
          }}
        />
        <input
          type="text"
          aria-label="Folder"
          placeholder="Folder"
          data-testid="library-folder"
          value={choices.libraryFolder.value}
          onInput={(event) => {
            choices.libraryFolder.value = event.currentTarget.value
          }}
        />
        <button type="button" class="text-button" data-testid="library-keep" onClick={keep}>
          Keep
        </button>
      </div>
      <p class={outcome?.failed ? 'error' : 'note'} role="status" data-testid="library-outcome">
        {outcome?.text}
      </p>
    </section>
  )
}

/** Puts a kept message into the composer. */
function take(choices: ChoiceSignals, { writing, text, fill }: Kept): void {
  batch(() => {
    if (writing === 'hex' || writing === 'base64') {
      choices.format.value = 'binary'
      choices.encoding.value = writing
      choices[writing].value = text
    } else {
      choices.format.value = writing
      choices.draft.value = text
      choices.fill.value = fill
    }
  })
}

function ImportMessages({ onFile }: { onFile: (file: File) => void }) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon="import" label="Import messages…" onClick={() => field.current?.click()} />
      <input
        type="file"
        hidden
        accept=".json"
        data-testid="library-import"
        ref={field}
        onChange={(event) => {
          const { currentTarget } = event
          const file = currentTarget.files?.[0]
          if (file) onFile(file)
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
    </>
  )
}
