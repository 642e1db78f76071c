import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Something else listens on the port. The message says by what to choose another. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
}

interface Named {
  readonly what: string
  readonly flag: string
  readonly variable: string
}

function listenOn(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/** What listening on ::1 says where the machine has no IPv6. */
const NO_IPV6: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

/**
 * Servers on both loopback addresses, since `localhost` is one or the other as the browser likes; on IPv4 alone where
 * the machine has no IPv6. Port 0 means any port that is free on both.
 */
export async function listen(make: () => Server, port: number, named: Named): Promise<[Server, ...Server[]]> {
  const first = make()
  const second = make()
  try {
    await listenOn(first, port, '127.0.0.1')
    await listenOn(second, (first.address() as AddressInfo).port, '::1')
    return [first, second]
  } catch (error) {
    if (first.listening && NO_IPV6.has(codeOf(error))) return [first]
    if (first.listening) await close(first)
    if (codeOf(error) !== 'EADDRINUSE') throw error
    // The free port that 127.0.0.1 gave is taken on ::1: the next one will hardly be.
    if (port === 0) return listen(make, port, named)
    throw new PortTaken(
      `Port ${port} for the ${named.what} is taken: end what listens there, or choose another with ${named.flag} or ${named.variable}`,
    )
  }
}
