import { useLayoutEffect, useState } from 'preact/hooks'
import { hexRows } from '../../core/bytes.ts'
import { isPlain } from '../keys.ts'
import { HexInspector } from './HexInspector.tsx'
import { useSize } from './use-size.ts'
import { useVirtualRows } from './use-virtual-rows.ts'
import { VirtualSpace } from './VirtualSpace.tsx'

/** Height of a line in CSS pixels; payload.css has the same. */
const ROW_HEIGHT = 18
/** Bytes of a line: as many as hex views mostly have, or half of them where the pane is narrower (CSS pixels). */
const WIDTH = 16
const NARROW_WIDTH = 8
const NARROW = 540

/** Bytes in hex, with their offset before and what they are in ASCII behind. A click or the arrow keys choose the byte that is inspected. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  const { element, width: room } = useSize()
  const width = room > 0 && room < NARROW ? NARROW_WIDTH : WIDTH
  const rows = Math.ceil(bytes.length / width)
  const { scroller, onScroll, onWheel, visible, reveal } = useVirtualRows({ rows, rowHeight: ROW_HEIGHT })
  const [cursor, setCursor] = useState<number | null>(null)
  const at = cursor === null || bytes.length === 0 ? null : Math.min(cursor, bytes.length - 1)
  useLayoutEffect(() => {
    if (at !== null) reveal(Math.floor(at / width))
  }, [at])
  const press = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width }
    const step = steps[event.key]
    if (step === undefined || !isPlain(event) || at === null) return
    event.preventDefault()
    if (at + step >= 0 && at + step < bytes.length) setCursor(at + step)
  }
  const choose = (event: MouseEvent): void => {
    const place = (event.target as Element).closest('[data-at]')?.getAttribute('data-at')
    if (place) setCursor(Number(place))
  }
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
        onKeyDown={press}
        onClick={choose}
      >
        {rows === 0 && <p class="hint">The message is empty.</p>}
        <VirtualSpace visible={visible}>
          {hexRows(bytes, visible.first, visible.count, width).map((row) => (
            <div class={`hex-row hex-row-${width}`} key={row.offset}>
              <span class="hex-offset">{row.offset.toString(16).padStart(8, '0')}</span>
              <span class="hex-bytes">
                {row.hex.map((byte, place) => (
                  <span key={place} data-at={row.offset + place} class={row.offset + place === at ? 'hex-chosen' : ''}>
                    {byte}
                    {place === width - 1 ? '' : place === width / 2 - 1 ? '  ' : ' '}
                  </span>
                ))}
              </span>
              <span class="hex-ascii">{row.ascii}</span>
            </div>
          ))}
        </VirtualSpace>
      </section>
      {at !== null && <HexInspector bytes={bytes} at={at} />}
    </div>
  )
}
