import { count } from '../../core/format.ts'
import { previewBytes, previewText } from '../../core/preview.ts'
import type { Comparison } from '../../core/replay.ts'
import type { Payload } from '../../core/row.ts'

/** UTF-16 units of a payload that are shown. */
const SHOWN = 120

/** How the replies to a replay differ from those that came the first time. */
export function ReplayResult({ comparison }: { comparison: Comparison }) {
  const { before, now, equal, differences } = comparison
  const same = differences.length === 0
  return (
    <div class="replay-result" data-testid="replay-result">
      <p class={same ? 'note' : 'error'}>
        {same
          ? `All ${count(now)} replies are equal to those before, byte for byte.`
          : `${count(equal)} replies are equal. There were ${count(before)} before and ${count(now)} now; the first difference is at reply ${count(differences[0]?.place ?? 0)}.`}
      </p>
      {!same && (
        <table>
          <thead>
            <tr>
              <th scope="col">Reply</th>
              <th scope="col">Before</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={difference.place} data-testid="replay-difference">
                <td>{count(difference.place)}</td>
                <td>{shown(difference.before)}</td>
                <td>{shown(difference.now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function shown(payload: Payload | null): string {
  if (payload === null) return 'none'
  return typeof payload === 'string' ? previewText(payload, SHOWN) : previewBytes(new Uint8Array(payload))
}
