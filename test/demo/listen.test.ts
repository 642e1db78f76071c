import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { listen, PortTaken } from '../../demo/listen.ts'

const named = { what: 'server of this test', flag: '--test-port', variable: 'TEST_PORT' }
const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'))

describe('listening on localhost', () => {
  it.runIf(hasIPv6)('finds a port taken that is taken on ::1 alone, where a browser might go first', async () => {
    const other = createServer().listen(0, '::1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await expect(listen(createServer, port, named)).rejects.toThrow(PortTaken)

    // Nothing is left behind on 127.0.0.1 either.
    const again = createServer().listen(port, '127.0.0.1')
    await once(again, 'listening')
    again.close()
    other.close()
  })
})
