import { toBase64 } from '../../core/bytes.ts'
import type { Layer } from '../../core/decoders/choose.ts'
import { mediaType } from '../../core/decoders/media.ts'
import { visibleLine } from '../../core/visible.ts'
import { TreeView } from './TreeView.tsx'

/** Bytes of an image or a sound that are shown at the most: they go into an address. */
const PREVIEW_LIMIT = 8_000_000

/** What one decoder says of a message: what it could not read, what should be known, and the value. */
export function LayerView({ layer }: { layer: Layer }) {
  const { tree, notes, error, at, bytes, protocol } = layer
  return (
    <>
      {error !== null && (
        <p class="notice" data-testid="broken">
          {visibleLine(error)}
          {at !== null && ` (at ${at})`} {tree && 'What was read before is shown.'}
        </p>
      )}
      {notes.map((note) => (
        <p class="notice" key={note}>
          {visibleLine(note)}
        </p>
      ))}
      {bytes && <Preview bytes={bytes} />}
      {tree && <TreeView tree={tree} label={protocol} />}
    </>
  )
}

/** An image or a sound as itself. As a data URL: the extension's policy allows no other address for images. */
function Preview({ bytes }: { bytes: Uint8Array }) {
  const type = mediaType(bytes)
  if (type === null || bytes.length > PREVIEW_LIMIT) return null
  const address = `data:${type};base64,${toBase64(bytes)}`
  if (type.startsWith('image/')) return <img class="decoded-image" alt={`The message as ${type}`} src={address} />
  // biome-ignore lint/a11y/useMediaCaption: nobody has captions for a message.
  if (type.startsWith('audio/')) return <audio controls src={address} />
  return null
}
