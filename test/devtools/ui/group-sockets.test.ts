import { expect, it } from 'vitest'
import { newSocket, type Socket } from '../../../src/core/socket.ts'
import type { DocumentInfo } from '../../../src/devtools/state.ts'
import { groupSockets, headingOf } from '../../../src/devtools/ui/group-sockets.ts'

const document = (id: string, frame: number, gone = false): DocumentInfo => ({
  id,
  nonce: '',
  frame,
  worker: null,
  url: `https://${id}/`,
  origin: `https://${id}`,
  tampered: false,
  outdated: false,
  epoch: 0,
  gone,
})
const documents = new Map([document('top', 0), document('ads', 12884901890, true)].map((one) => [one.id, one]))

const files = { get: (id: string) => ({ id, name: `${id}.har`, sockets: [], none: 0 }) }

/** Lines as a person would read them. */
const linesOf = (sockets: readonly Socket[]) =>
  groupSockets(sockets).map((line) => {
    if (line.type === 'all') return 'all'
    if (line.type === 'socket') return `  ${line.socket.number}`
    const { title, url, gone } = headingOf(line, { documents, files })
    return [title, url, gone && 'gone', line.of === 'script' && 'read-only'].filter(Boolean).join(' ')
  })
const read = (...sockets: readonly (readonly ['page' | 'test' | 'file', string])[]) =>
  linesOf(sockets.map(([origin, id], number) => newSocket(number, origin, id)))

it('groups sockets by document in the order in which documents first had one, test connections last', () => {
  expect(read(['test', ''], ['page', 'ads'], ['page', 'top'], ['page', 'ads'])).toEqual([
    'all',
    'Frame https://ads/ gone',
    '  1',
    '  3',
    'Page https://top/',
    '  2',
    'Test connections',
    '  0',
  ])
})

it('has a place for sockets of a document that it does not know', () => {
  expect(read(['page', 'forgotten'])).toEqual(['all', 'Frame gone', '  0'])
})

it('puts sockets of workers after the documents, by what made them and their script', () => {
  const watched = (asker: 'worker' | 'serviceWorker', script: string) => ({ asker, script, unheard: false })
  const sockets = [
    newSocket(0, 'network', '', watched('worker', 'https://top/w.js')),
    newSocket(1, 'page', 'top'),
    newSocket(2, 'network', '', watched('serviceWorker', 'https://top/sw.js')),
    newSocket(3, 'network', '', watched('worker', 'https://top/w.js')),
    newSocket(4, 'test', ''),
  ]
  expect(linesOf(sockets)).toEqual([
    'all',
    'Page https://top/',
    '  1',
    'Worker https://top/w.js read-only',
    '  0',
    '  3',
    'Service worker https://top/sw.js read-only',
    '  2',
    'Test connections',
    '  4',
  ])
})

it('has sockets out of files last, by their file', () => {
  expect(read(['file', 'b'], ['file', 'a'], ['test', ''], ['page', 'top'], ['file', 'b'])).toEqual([
    ...['all', 'Page https://top/', '  3', 'Test connections', '  2'],
    ...['File b.har', '  0', '  4', 'File a.har', '  1'],
  ])
})
