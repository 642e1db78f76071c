/** Serves the demo pages. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunningServer } from './echo-server.ts'
import { listen } from './listen.ts'
import { targetOf } from './target-of.ts'

const PAGES = fileURLToPath(new URL('pages', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Starts the demo server on localhost; throws a PortTaken where something else has the port. */
export async function startDemoServer({ port = 8998 }: { readonly port?: number } = {}): Promise<RunningServer> {
  const make = () =>
    createServer(async (request, response) => {
      const { path } = targetOf(request)
      const file = normalize(join(PAGES, path === '/' ? 'index.html' : path))
      const type = TYPES[extname(file)]
      // `normalize` has resolved every `..`; what leads out of the folder is not found like anything else.
      const content = type && file.startsWith(PAGES + sep) ? await readFile(file).catch(() => null) : null
      if (content) response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(content)
      else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n')
    })
  const servers = await listen(make, port, { what: 'demo pages', flag: '--demo-port', variable: 'DEMO_PORT' })
  const { port: taken } = servers[0].address() as AddressInfo
  return {
    url: `http://localhost:${taken}`,
    port: taken,
    async close() {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve())
              server.closeAllConnections()
            }),
        ),
      )
    },
  }
}
