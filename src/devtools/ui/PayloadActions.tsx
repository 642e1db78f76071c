import { useState } from 'preact/hooks'
import { toBase64, toHex } from '../../core/bytes.ts'
import { cEscape } from '../../core/c-escape.ts'
import type { Row } from '../../core/log.ts'
import { isBytes, type Payload } from '../../core/row.ts'
import { copyText } from './copy-text.ts'
import { editAndResend } from './edit-and-resend.ts'
import { Menu, type MenuProps } from './Menu.tsx'
import { usePanel } from './panel-context.ts'
import { readOnlyText } from './read-only-text.ts'
import { saveBlob } from './save-blob.ts'

/** What can be done with a message: copy it, or send it again after a change. */
export function PayloadActions({ row, payload }: { row: Row; payload: Payload }) {
  const { choices, session } = usePanel().state
  const watched = session.sockets[row.socket]?.watched
  const [note, setNote] = useState('')
  /** Where the menu of formats is open. */
  const [menu, setMenu] = useState<MenuProps['at'] | null>(null)
  const bytes = (): Uint8Array => (isBytes(payload) ? new Uint8Array(payload) : new TextEncoder().encode(payload))
  const copy = (document: Document, textOf: () => string): void => {
    try {
      setNote(
        copyText(document, textOf()) ? 'Copied' : 'The browser did not let the text be copied. Select it instead.',
      )
    } catch {
      setNote('The message is too long to copy as text.')
    }
  }
  return (
    <div class="payload-actions">
      <span class="note" role="status">
        {note}
      </span>
      <button
        type="button"
        class="text-button"
        data-testid="copy"
        title={isBytes(payload) ? 'Copy as hex' : 'Copy the text'}
        onClick={(event) =>
          copy(event.currentTarget.ownerDocument, () => (isBytes(payload) ? toHex(bytes()) : payload))
        }
      >
        Copy
      </button>
      <button
        type="button"
        class="text-button"
        data-testid="copy-as"
        aria-haspopup="menu"
        onClick={({ currentTarget }) => {
          const { left, bottom } = currentTarget.getBoundingClientRect()
          setMenu({ x: left, y: bottom })
        }}
      >
        Copy as…
      </button>
      {menu && (
        <Menu
          label="Copy as"
          at={menu}
          onClose={() => setMenu(null)}
          groups={[
            {
              items: [
                { label: 'Hex', testId: 'copy-hex', onChoose: (to) => copy(to, () => toHex(bytes())) },
                { label: 'Base64', testId: 'copy-base64', onChoose: (to) => copy(to, () => toBase64(bytes())) },
                { label: 'C escape', testId: 'copy-c', onChoose: (to) => copy(to, () => cEscape(bytes())) },
                {
                  label: 'JSON string',
                  testId: 'copy-json-string',
                  onChoose: (to) => copy(to, () => JSON.stringify(isBytes(payload) ? toBase64(bytes()) : payload)),
                },
              ],
            },
          ]}
        />
      )}
      <button
        type="button"
        class="text-button"
        data-testid="save-payload"
        title="Save it as a file"
        onClick={(event) => saveBlob(event.currentTarget.ownerDocument, new Blob([payload]), fileNameOf(row, payload))}
      >
        Save
      </button>
      <button
        type="button"
        class="text-button"
        data-testid="edit-and-resend"
        disabled={watched !== null && watched !== undefined}
        title={watched ? readOnlyText(watched) : undefined}
        onClick={() => editAndResend(choices, row.socket, payload)}
      >
        Edit and resend
      </button>
    </div>
  )
}

function fileNameOf({ kind, time }: Row, payload: Payload): string {
  const stamp = new Date(time).toISOString().replaceAll(/[:.]/g, '-')
  return `${kind}-${stamp}.${isBytes(payload) ? 'bin' : 'txt'}`
}
