import { expect, it } from 'vitest'
import { SharedHeaders } from '../../src/core/shared-headers.ts'

it('keeps one copy of headers that are alike, in name and value', () => {
  const shared = new SharedHeaders()
  const headers = () => [
    { name: 'Host', value: 'a' },
    { name: 'Origin', value: 'a' },
    { name: 'host', value: 'a' },
  ]
  const first = shared.share(headers())
  expect(first).toEqual(headers())
  const second = shared.share(headers())
  for (const [at, header] of second.entries()) expect(header).toBe(first[at])
})

it('forgets them when there are too many, and hands out right ones still', () => {
  const shared = new SharedHeaders()
  for (let key = 0; key < 3000; key++) {
    const header = { name: 'Sec-WebSocket-Key', value: String(key) }
    expect(shared.share([header])).toEqual([header])
  }
})
