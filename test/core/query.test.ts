import { describe, expect, it } from 'vitest'
import { Log, type Row } from '../../src/core/log.ts'
import { compile, type Query } from '../../src/core/query.ts'
import type { Body, Kind } from '../../src/core/row.ts'

function matches(query: Partial<Query>, kind: Kind, body: Body, socket = 0): boolean {
  const log = new Log()
  const row: Row = { time: 0, kind, socket, state: 1, flags: 0, size: 0, buffered: 0, body }
  return compile({ text: '', direction: 'all', socket: null, ...query })(log, log.append(row))
}

describe('compile', () => {
  it('passes everything when nothing is asked', () => {
    expect(matches({}, 'error', null)).toBe(true)
  })
  it('finds text without regard to case', () => {
    expect(matches({ text: 'WORLD' }, 'sent', 'hello world')).toBe(true)
    expect(matches({ text: 'mars' }, 'sent', 'hello world')).toBe(false)
  })
  it('finds text in bytes', () => {
    expect(matches({ text: 'grüß' }, 'received', new TextEncoder().encode('GRÜß dich').buffer as ArrayBuffer)).toBe(
      true,
    )
  })
  it('finds what life rows say', () => {
    expect(matches({ text: '/echo' }, 'constructed', { url: 'ws://localhost/echo', protocols: [] })).toBe(true)
    expect(matches({ text: '1006' }, 'closed', { code: 1006, reason: '', wasClean: false })).toBe(true)
    expect(matches({ text: 'bye' }, 'close', { code: null, reason: 'bye' })).toBe(true)
    expect(matches({ text: 'deflate' }, 'open', { protocol: '', extensions: 'permessage-deflate' })).toBe(true)
  })
  it('shows one direction, and still says where messages were lost', () => {
    expect(matches({ direction: 'sent' }, 'sent', 'x')).toBe(true)
    expect(matches({ direction: 'sent' }, 'received', 'x')).toBe(false)
    expect(matches({ direction: 'sent' }, 'open', { protocol: '', extensions: '' })).toBe(false)
    expect(matches({ direction: 'sent' }, 'lost', { count: 3, cause: 'overflow' })).toBe(true)
  })
  it('shows one socket', () => {
    expect(matches({ socket: 1 }, 'sent', 'x', 1)).toBe(true)
    expect(matches({ socket: 1 }, 'sent', 'x', 2)).toBe(false)
  })
})
