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

/**
 * Servers on both loopback addresses, since `localhost` is one or the other as the browser likes; on IPv4 alone where
 * the machine has no IPv6. Port 0 means any free port.
 */
export async function listen(make: () => Server, port: number, named: Named): Promise<[Server, ...Server[]]> {
  const first = make()
  try {
    await listenOn(first, port, '127.0.0.1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new PortTaken(
      `Port ${port} for the ${named.what} is taken: end what listens there, or choose another with ${named.flag} or ${named.variable}`,
    )
  }
  const second = make()
  try {
    await listenOn(second, (first.address() as AddressInfo).port, '::1')
    return [first, second]
  } catch {
    return [first]
  }
}
