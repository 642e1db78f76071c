import { expect, it } from 'vitest'
import { Log } from '../../../src/core/log.ts'
import { compile } from '../../../src/core/query/compile.ts'
import { parse } from '../../../src/core/query/parse.ts'
import { print } from '../../../src/core/query/print.ts'
import { View } from '../../../src/core/view.ts'

/** Filters that ask what messages mean. */

const meanings = [
  { id: 'socket.io', protocol: 'Socket.IO', kind: 'chat:msg' },
  { id: 'mqtt', protocol: 'MQTT › JSON', kind: 'sensors/1' },
  { id: 'msgpack', protocol: 'MessagePack', kind: null },
  null,
]
const log = new Log()
for (let row = 0; row < meanings.length; row++) {
  log.append({ time: row, kind: 'received', socket: 0, state: 1, flags: 0, size: 1, buffered: 0, body: 'x' })
}

function passing(text: string): number[] {
  const reading = parse(text)
  if (!reading.ok) throw new Error(reading.problem.message)
  expect(print(reading.filter)).toBe(text)
  const compiled = compile(
    reading.filter,
    () => undefined,
    {},
    (row) => meanings[row] ?? null,
  )
  if (!compiled.ok) throw new Error(compiled.problem.message)
  return [0, 1, 2, 3].filter((row) => compiled.test(log, row))
}

it.each([
  ['proto:mqtt', [1]],
  ['proto:msgpack', [2]],
  ['proto:json', [1]],
  ['proto:SOCKET', [0]],
  ['event:chat:msg', [0]],
  ['event:chat', []],
  ['event:*', [0, 1]],
  ['event:*s*/1', [1]],
  ['event:chat*chat:msg', []],
  ['-event:*', [2, 3]],
])('%s', (text, rows) => {
  expect(passing(text)).toEqual(rows)
})

it('waits for what is not known yet, and goes on when it is', () => {
  const known = new Set([0, 3])
  const view = new View(
    log,
    () => true,
    4,
    (_, row) => known.has(row),
  )
  while (!view.advance());
  expect([view.length, view.pending]).toEqual([1, 3])
  known.add(2).add(1)
  while (!view.advance());
  expect([view.length, view.pending]).toEqual([4, 0])
})
