import { sizeText } from '../../core/bytes.ts'
import { count } from '../../core/format.ts'
import type { Measured } from '../../core/measure.ts'

/** Round trips, throughput and whether every echo was right. */
export function MeasureResult({ measured, isOver }: { measured: Measured; isOver: boolean }) {
  const { times, rate, bars, missing, late, doubled, altered, echoed } = measured
  const tallest = Math.max(1, ...bars.map((bar) => bar.count))
  const faults = [
    isOver && missing > 0 && `${count(missing)} lost`,
    late > 0 && `${count(late)} out of order`,
    doubled > 0 && `${count(doubled)} doubled`,
    altered > 0 && `${count(altered)} not an echo`,
  ].filter(Boolean)
  return (
    <div class="measured" data-testid="measured">
      {times && (
        <p>
          Round trip p50 {milliseconds(times.p50)} · p95 {milliseconds(times.p95)} · p99 {milliseconds(times.p99)} ·
          most {milliseconds(times.most)}
        </p>
      )}
      {rate && (
        <p>
          {count(Math.round(rate.messages))} messages/s · {sizeText(Math.round(rate.bytes))}/s
        </p>
      )}
      {faults.length > 0 ? (
        <p class="error">{faults.join(' · ')}</p>
      ) : (
        isOver && echoed > 0 && <p class="note">Nothing lost, all in order and byte-equal</p>
      )}
      <ul class="bars" aria-label="Histogram of round trips">
        {bars.map((bar) => (
          <li key={bar.to} class="bar">
            <span class="bar-name">&lt; {milliseconds(bar.to)}</span>
            <span class="bar-track">
              <span class="bar-fill" style={{ width: `${(bar.count / tallest) * 100}%` }} />
            </span>
            <span>{count(bar.count)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function milliseconds(time: number): string {
  return `${time < 10 ? Math.round(time * 1000) / 1000 : Math.round(time * 10) / 10} ms`
}
