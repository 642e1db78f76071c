import { expect, it } from 'vitest'
import { Calls } from '../../src/core/calls.ts'

const request = (id: string, scope = 'page') => ({ role: 'request', id, scope }) as const
const reply = (id: string, scope = 'page', failed = false) => ({ role: 'reply', id, scope, failed }) as const

it('pairs what has one socket, scope and id', () => {
  const calls = new Calls<string>()
  expect(calls.tell(0, request('1'), 'a')).toBe(null)
  expect(calls.tell(0, request('1', 'server'), 'b')).toBe(null)
  expect(calls.tell(1, request('1'), 'c')).toBe(null)
  expect(calls.tell(0, reply('1', 'server', true), 'd')).toEqual({ request: 'b', reply: 'd', failed: true })
  expect(calls.tell(0, reply('1'), 'e')).toEqual({ request: 'a', reply: 'e', failed: false })
  expect(calls.tell(0, reply('1'), 'f')).toBe(null)
})
it('lets parts come between, and an id be used again', () => {
  const calls = new Calls<string>()
  calls.tell(0, request('1'), 'a')
  expect(calls.tell(0, { role: 'part', id: '1', scope: 'page' }, 'b')).toBe(null)
  calls.tell(0, request('1'), 'c')
  expect(calls.tell(0, reply('1'), 'd')?.request).toBe('c')
})
it('forgets the oldest of many that are never answered', () => {
  const calls = new Calls<number>()
  for (let id = 0; id <= 10_000; id++) calls.tell(0, request(String(id)), id)
  expect(calls.tell(0, reply('0'), -1)).toBe(null)
  expect(calls.tell(0, reply('1'), -1)?.request).toBe(1)
})
