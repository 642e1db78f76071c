import { FLAG, isBytes, type ReadyState } from '../../src/core/row.ts'
import type { Connect } from '../../src/devtools/adopted.ts'

/** Test connections that go nowhere: what is sent comes back, and a host named `refused` cannot be reached. */
export const fakeConnect: Connect = (url, protocols, tell) => {
  let state: ReadyState = 0
  const row = (kind: Parameters<typeof tell>[0]['kind'], body: Parameters<typeof tell>[0]['body'], flags = 0): void =>
    tell({
      time: Date.now(),
      kind,
      state,
      flags,
      buffered: 0,
      body,
      size: typeof body === 'string' ? body.length : isBytes(body) ? body.byteLength : 0,
    })
  row('constructed', { url, protocols })
  queueMicrotask(() => {
    if (new URL(url).hostname === 'refused') {
      state = 3
      row('error', null)
      row('closed', { code: 1006, reason: '', wasClean: false })
      return
    }
    state = 1
    row('open', { protocol: protocols[0] ?? '', extensions: 'permessage-deflate' })
  })
  return {
    send(data) {
      if (state !== 1) return { why: 'state', state }
      row('sent', data, FLAG.synthetic)
      row('received', data)
      return null
    },
    close(code, reason) {
      if (state > 1) return { why: 'state', state }
      state = 2
      row('close', { code, reason }, FLAG.synthetic)
      state = 3
      row('closed', { code: code ?? 1005, reason: reason ?? '', wasClean: true })
      return null
    },
  }
}
