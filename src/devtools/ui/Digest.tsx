import { useEffect, useState } from 'preact/hooks'
import { toHex } from '../../core/bytes.ts'
import { isBytes, type Payload } from '../../core/row.ts'

/** The SHA-256 of a payload, a text's as UTF-8, by which long ones can be told apart. */
export function Digest({ payload }: { payload: Payload }) {
  const [hash, setHash] = useState('')
  useEffect(() => {
    let isWanted = true
    const bytes = isBytes(payload) ? payload : new TextEncoder().encode(payload)
    crypto.subtle.digest('SHA-256', bytes).then(
      (digest) => isWanted && setHash(toHex(new Uint8Array(digest)).replaceAll(' ', '')),
      () => {},
    )
    return () => {
      isWanted = false
    }
  }, [payload])
  return (
    <p class="digest" data-testid="digest">
      SHA-256 <code>{hash}</code>
    </p>
  )
}
