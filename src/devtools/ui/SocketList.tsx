import { useLayoutEffect, useMemo } from 'preact/hooks'
import type { SocketNumber } from '../../core/log.ts'
import { moved } from '../keys.ts'
import { groupSockets, headingOf, type SocketLine } from './group-sockets.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { SocketItem } from './SocketItem.tsx'
import { useVirtualRows } from './use-virtual-rows.ts'
import { VirtualSpace } from './VirtualSpace.tsx'

/** Height of a half line in CSS pixels: a socket takes two, headings one. Rows of one height can be virtual. */
const HALF = 18

/** The lines by the half lines they take: each one's index is there as often as it is high. */
function halves(lines: readonly SocketLine[]): number[] {
  return lines.flatMap((line, index) => (line.type === 'socket' ? [index, index] : [index]))
}

/** The socket of a line that can be chosen; undefined for a heading. */
function choiceOf(line: SocketLine | undefined): SocketNumber | null | undefined {
  return line?.type === 'socket' ? line.socket.number : line?.type === 'all' ? null : undefined
}

function keyOf(line: SocketLine): string {
  if (line.type === 'socket') return String(line.socket.number)
  return line.type === 'all' ? 'all' : `${line.of} ${line.id}`
}

/** All sockets, by frame. The chosen one is whose messages are shown. */
export function SocketList() {
  const { state } = usePanel()
  const sockets = state.sockets.value
  // Their numbers only grow: whoever comes is the last, and where nobody came but one went, there are fewer.
  const lines = useMemo(() => groupSockets(sockets), [sockets.length, sockets.at(-1)?.number])
  const places = useMemo(() => halves(lines), [lines])
  const { scroller, onScroll, onWheel, visible, page, reveal } = useVirtualRows({
    rows: places.length,
    rowHeight: HALF,
  })
  const chosen = state.choices.socket.value

  const options = useMemo(() => lines.filter((line) => line.type !== 'heading'), [lines])
  const at = options.findIndex((line) => choiceOf(line) === chosen)
  const press = (event: KeyboardEvent): void => {
    const next = moved(event, at, options.length, Math.max(1, Math.floor(page / 2)))
    const choice = next === null ? undefined : choiceOf(options[next])
    if (choice === undefined) return
    event.preventDefault()
    state.selectSocket(choice)
  }

  // Only when the choice moves; the list may be scrolled away from it.
  useLayoutEffect(() => {
    const line = lines.findIndex((line) => choiceOf(line) === chosen)
    if (line >= 0) {
      reveal(places.lastIndexOf(line))
      reveal(places.indexOf(line))
    }
  }, [chosen])

  const first = places[visible.first] ?? 0
  const last = places[visible.first + visible.count - 1] ?? -1
  const cut = visible.first - places.indexOf(first)
  return (
    <div
      class="sockets"
      role="listbox"
      aria-label="Sockets"
      tabIndex={0}
      aria-activedescendant={`socket-${chosen ?? 'all'}`}
      ref={scroller}
      onScroll={onScroll}
      onWheel={onWheel}
      onKeyDown={press}
    >
      <VirtualSpace visible={{ ...visible, offset: visible.offset - cut * HALF }}>
        {lines.slice(first, last + 1).map((line) => (
          <Line key={keyOf(line)} line={line} />
        ))}
      </VirtualSpace>
    </div>
  )
}

function Line({ line }: { line: SocketLine }) {
  const { state } = usePanel()
  const chosen = state.choices.socket.value
  switch (line.type) {
    case 'all':
      return (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the list has focus and keys.
        <div
          class="socket-all"
          role="option"
          id="socket-all"
          data-testid="all-sockets"
          aria-selected={chosen === null}
          onClick={() => state.selectSocket(null)}
        >
          All sockets
        </div>
      )
    case 'heading': {
      // A document goes without another line.
      state.tick.value
      const { title, url, gone } = headingOf(line, state.session)
      return (
        <div class={`socket-heading ${gone ? 'gone' : ''}`} role="presentation" title={url}>
          <span class="socket-heading-title">{title}</span>
          {line.of === 'script' && (
            <span class="chip" title="Read from Chrome’s network log. It can’t be acted on.">
              read-only
            </span>
          )}
          <span class="socket-heading-url">{gone ? `${gone} · ${url}` : url}</span>
          {line.of === 'file' && (
            <IconButton
              icon="close"
              label={`Remove ${url}`}
              testId="remove-file"
              onClick={() => state.session.removeFile(line.id)}
            />
          )}
        </div>
      )
    }
    case 'socket':
      return <SocketItem socket={line.socket} chosen={line.socket.number === chosen} />
    default:
      return line satisfies never
  }
}
