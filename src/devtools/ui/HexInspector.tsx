import { useState } from 'preact/hooks'
import { inspectBytes } from '../../core/inspect-bytes.ts'
import { visibleLine } from '../../core/visible.ts'
import { Segmented } from './Segmented.tsx'

/** What the bytes under the cursor are as numbers and as a character. */
export function HexInspector({ bytes, at }: { bytes: Uint8Array; at: number }) {
  const [order, setOrder] = useState<'little' | 'big'>('little')
  return (
    <div class="hex-inspector" data-testid="hex-inspector">
      <Segmented
        label="Byte order"
        testId="byte-order"
        value={order}
        choices={[
          { value: 'little', label: 'Little-endian' },
          { value: 'big', label: 'Big-endian' },
        ]}
        onChange={setOrder}
      />
      <dl>
        <div>
          <dt>offset</dt>
          <dd>
            {at} (0x{at.toString(16)})
          </dd>
        </div>
        {inspectBytes(bytes, at, order === 'little').map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{visibleLine(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
