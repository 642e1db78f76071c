import { beforeEach, expect, it } from 'vitest'
import { Calls } from '../../src/core/calls.ts'
import type { Call } from '../../src/core/decoders/decoder.ts'

const request = (id: string, scope = 'page') => ({ role: 'request', id, scope }) as const
const reply = (id: string, scope = 'page', failed = false) => ({ role: 'reply', id, scope, failed }) as const

const half = { role: 'half', id: '1', scope: 'named' } as const

let time = 0
const message = (name: string, at = time++) => ({ name, time: at })
let calls: Calls<{ readonly name: string; readonly time: number }>
const tell = (socket: number, call: Call, name: string, direction: 'sent' | 'received' = 'sent', at?: number) => {
  const pair = calls.tell(socket, direction, call, message(name, at))
  return pair && { request: pair.request.name, reply: pair.reply.name, failed: pair.failed }
}
beforeEach(() => {
  calls = new Calls()
})

it('pairs what has one socket, scope and id', () => {
  expect(tell(0, request('1'), 'a')).toBe(null)
  expect(tell(0, request('1', 'server'), 'b')).toBe(null)
  expect(tell(1, request('1'), 'c')).toBe(null)
  expect(tell(0, reply('1', 'server', true), 'd')).toEqual({ request: 'b', reply: 'd', failed: true })
  expect(tell(0, reply('1'), 'e')).toEqual({ request: 'a', reply: 'e', failed: false })
  expect(tell(0, reply('1'), 'f')).toBe(null)
})
it('lets parts come between, and an id be used again', () => {
  tell(0, request('1'), 'a')
  expect(tell(0, { role: 'part', id: '1', scope: 'page' }, 'b')).toBe(null)
  tell(0, request('1'), 'c')
  expect(tell(0, reply('1'), 'd')?.request).toBe('c')
})
it('forgets the oldest of many that are never answered', () => {
  for (let id = 0; id <= 10_000; id++) tell(0, request(String(id)), String(id))
  expect(tell(0, reply('0'), '')).toBe(null)
  expect(tell(0, reply('1'), '')?.request).toBe('1')
})
it('pairs the first of an id with the next in the other direction where roles are not said', () => {
  expect(calls.begins(0, half)).toBe(true)
  expect(tell(0, half, 'a')).toBe(null)
  expect(calls.begins(0, half)).toBe(false)
  expect(tell(0, half, 'b')).toBe(null)
  expect(tell(0, half, 'c', 'received')).toEqual({ request: 'a', reply: 'c', failed: false })
  expect(tell(0, half, 'd', 'received')).toBe(null)
  expect(tell(0, half, 'e')).toEqual({ request: 'd', reply: 'e', failed: false })
})
it('takes the earlier for the request where the later one was read first', () => {
  tell(0, half, 'late', 'received', 20)
  expect(tell(0, half, 'early', 'sent', 10)).toEqual({ request: 'early', reply: 'late', failed: false })
})
