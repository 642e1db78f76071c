import { useState } from 'preact/hooks'
import { toBase64, toHex } from '../../core/bytes.ts'
import type { Row } from '../../core/log.ts'
import { isBytes, type Payload } from '../../core/row.ts'
import { copyText } from './copy-text.ts'
import { editAndResend } from './edit-and-resend.ts'
import { usePanel } from './panel-context.ts'
import { readOnlyText } from './read-only-text.ts'
import { saveBlob } from './save-blob.ts'

/** What can be done with a message: copy it, or send it again after a change. */
export function PayloadActions({ row, payload }: { row: Row; payload: Payload }) {
  const { choices, session } = usePanel().state
  const watched = session.sockets[row.socket]?.watched
  const [note, setNote] = useState('')
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
      {isBytes(payload) ? (
        <>
          <CopyButton
            label="Copy as hex"
            testId="copy"
            onCopy={(to) => copy(to, () => toHex(new Uint8Array(payload)))}
          />
          <CopyButton
            label="Copy as Base64"
            testId="copy-base64"
            onCopy={(to) => copy(to, () => toBase64(new Uint8Array(payload)))}
          />
        </>
      ) : (
        <CopyButton label="Copy" testId="copy" onCopy={(to) => copy(to, () => payload)} />
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

interface CopyButtonProps {
  readonly label: string
  readonly testId: string
  readonly onCopy: (document: Document) => void
}

function CopyButton({ label, testId, onCopy }: CopyButtonProps) {
  return (
    <button
      type="button"
      class="text-button"
      data-testid={testId}
      onClick={(event) => onCopy(event.currentTarget.ownerDocument)}
    >
      {label}
    </button>
  )
}
