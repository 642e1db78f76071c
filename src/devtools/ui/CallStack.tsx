import { useMemo, useState } from 'preact/hooks'
import { type Frame, type Place, parseStack, placeText } from '../../core/stack.ts'
import { visibleLine } from '../../core/visible.ts'
import { copyText } from './copy-text.ts'
import { usePanel } from './panel-context.ts'

/** A call stack in frames, the newest first. Each opens in Sources where the browser lets an extension do that. */
export function CallStack({ stack }: { stack: string }) {
  const { openSource } = usePanel()
  const [note, setNote] = useState('')
  const frames = useMemo(() => parseStack(stack), [stack])
  const open = async (place: Place): Promise<void> => {
    setNote('')
    if (!(await openSource?.(place)))
      setNote(
        `Sources has no ${visibleLine(place.url)}. It may have been loaded before DevTools was opened, or be gone: reload the page.`,
      )
  }
  if (frames.length === 0) return <p class="dim">None of the page’s functions was running.</p>
  return (
    <div class="call-stack" data-testid="call-stack">
      <ol>
        {frames.map((frame, index) => (
          <li key={index} class={frame.asynchronous ? 'frame frame-async' : 'frame'}>
            {frame.asynchronous && (
              <span class="dim" title="It was not running: it waited for the one above, or had it called later">
                async{' '}
              </span>
            )}
            <span class="frame-name">{visibleLine(frame.name) || '(anonymous)'}</span>
            <PlaceLink frame={frame} onOpen={openSource && open} />
          </li>
        ))}
      </ol>
      <div class="call-stack-end">
        <button
          type="button"
          class="text-button"
          data-testid="copy-stack"
          onClick={(event) =>
            setNote(
              copyText(event.currentTarget.ownerDocument, textOf(frames))
                ? 'Copied'
                : 'The browser did not let the text be copied. Select it instead.',
            )
          }
        >
          Copy call stack
        </button>
        <span class="note" role="status">
          {note}
        </span>
      </div>
    </div>
  )
}

function PlaceLink({ frame, onOpen }: { frame: Frame; onOpen: ((place: Place) => Promise<void>) | undefined }) {
  const { place } = frame
  if (!place) return <span class="frame-place dim">built in</span>
  const text = visibleLine(placeText(place))
  const title = `${place.url}:${place.line}${place.column === null ? '' : `:${place.column}`}`
  return (
    <span class="frame-place">
      {frame.evaluated && (
        <span class="dim" title="The code is a text that was run here">
          evaluated at{' '}
        </span>
      )}
      {onOpen && !place.url.startsWith('<') ? (
        <button type="button" class="link" title={title} data-testid="open-source" onClick={() => void onOpen(place)}>
          {text}
        </button>
      ) : (
        <span title={title}>{text}</span>
      )}
    </span>
  )
}

/** A line a frame, with full addresses. */
function textOf(frames: readonly Frame[]): string {
  const lines = frames.map(({ asynchronous, name, place }) => {
    const where = place ? ` (${place.url}:${place.line}${place.column === null ? '' : `:${place.column}`})` : ''
    return `${asynchronous ? 'async ' : ''}${name || '(anonymous)'}${where}`
  })
  return lines.join('\n')
}
