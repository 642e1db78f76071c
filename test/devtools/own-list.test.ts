import { expect, it } from 'vitest'
import { newSocket } from '../../src/core/socket.ts'
import { ownList, socketOf } from '../../src/devtools/own-list.ts'

it('copies a list once, and again when it is another', () => {
  const own = ownList<number>()
  const list = [1, 2]
  const copy = own(list)
  expect(copy).toEqual([1, 2])
  expect(copy).not.toBe(list)
  expect(own(list)).toBe(copy)
  expect(own([3])).toEqual([3])
})

it('finds a socket by its number, and no other', () => {
  const sockets = [2, 3, 7, 20].map((number) => newSocket(number, 'page', ''))
  for (const socket of sockets) expect(socketOf(sockets, socket.number)).toBe(socket)
  for (const number of [0, 4, 21, null]) expect(socketOf(sockets, number)).toBeNull()
  expect(socketOf([], 1)).toBeNull()
})
