import { hexRows } from '../../core/bytes.ts'
import { useSize } from './use-size.ts'
import { useVirtualRows } from './use-virtual-rows.ts'
import { VirtualSpace } from './VirtualSpace.tsx'

/** Height of a line in CSS pixels; payload.css has the same. */
const ROW_HEIGHT = 18
/** Bytes of a line: as many as hex views mostly have, or half of them where the pane is narrower (CSS pixels). */
const WIDTH = 16
const NARROW_WIDTH = 8
const NARROW = 540

/** Bytes in hex, with their offset before and what they are in ASCII behind. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  const { element, width: room } = useSize()
  const width = room > 0 && room < NARROW ? NARROW_WIDTH : WIDTH
  const rows = Math.ceil(bytes.length / width)
  const { scroller, onScroll, onWheel, visible } = useVirtualRows({ rows, rowHeight: ROW_HEIGHT })
  return (
    <div class="hex-pane" ref={element}>
      <section
        class="hex"
        aria-label="Bytes in hex"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keys.
        tabIndex={0}
        data-testid="hex-view"
        ref={scroller}
        onScroll={onScroll}
        onWheel={onWheel}
      >
        {rows === 0 && <p class="hint">The message is empty.</p>}
        <VirtualSpace visible={visible}>
          {hexRows(bytes, visible.first, visible.count, width).map((row) => (
            <div class={`hex-row hex-row-${width}`} key={row.offset}>
              <span class="hex-offset">{row.offset.toString(16).padStart(8, '0')}</span>
              <span class="hex-bytes">{halves(row.hex, width)}</span>
              <span class="hex-ascii">{row.ascii}</span>
            </div>
          ))}
        </VirtualSpace>
      </section>
    </div>
  )
}

/** Bytes with a gap in the middle of the line, by which eyes count. */
function halves(hex: readonly string[], width: number): string {
  return `${hex.slice(0, width / 2).join(' ')}  ${hex.slice(width / 2).join(' ')}`
}
