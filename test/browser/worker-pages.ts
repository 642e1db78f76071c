import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { RunningServer } from '../../demo/echo-server.ts'
import { listen } from '../../demo/listen.ts'

/** A script that connects to the echo server, sends one text, and answers what comes back to whoever started it. */
const echoing = (text: string, tell = 'postMessage') => `
const socket = new WebSocket(new URL(location.href).searchParams.get('echo'))
socket.onopen = () => socket.send(${JSON.stringify(text)})
socket.onmessage = ({ data }) => ${tell}(data)
`
/** In a shared worker: tells all that have connected, now or later. */
const shared = `
const said = []
const ports = []
const tell = (data) => { said.push(data); for (const port of ports) port.postMessage(data) }
onconnect = ({ ports: [port] }) => { ports.push(port); for (const data of said) port.postMessage(data) }
`
/** Line and column of where this stands. */
const place = '/:(\\d+:\\d+)\\)?$/m.exec(new Error().stack)[1]'
/** Tells whether code is strict. */
const mode = 'postMessage((function () { return this === undefined })() ? "strict" : "sloppy")'

const file = (name: string): string => readFileSync(join(import.meta.dirname, 'pages', name), 'utf8')

/** Scripts of workers, by path. */
const SCRIPTS: Readonly<Record<string, string>> = {
  '/dedicated.js': echoing('of a dedicated worker'),
  '/module.js': `import './imported.js'\npostMessage('module')`,
  '/imported.js': `export const socket = new WebSocket(new URL(location.href).searchParams.get('echo'))
socket.onopen = () => socket.send('of an imported module')`,
  '/shared.js': shared + echoing('of a shared worker', 'tell'),
  '/shared-module.js': `import './shared-imported.js'\nonconnect = ({ ports: [port] }) => port.postMessage('shared module')`,
  '/shared-imported.js': echoing('of a module of a shared worker', 'void '),
  '/nested.js': `const inner = new Worker('inner.js' + location.search)\ninner.onmessage = ({ data }) => postMessage(data)`,
  '/inner.js': echoing('of a nested worker'),
  '/parts.js': `importScripts('part.js')`,
  '/relative.js': `
const request = new XMLHttpRequest()
request.open('GET', 'part.js', false)
request.send()
const socket = new WebSocket('/echo')
const asked = new Request('part.js')
fetch(asked).then((response) => response.text()).then(async (text) => postMessage({
  location: [location, location.host, location.port, location.pathname, location.search, location.protocol].join(' '),
  fetched: text === await (await fetch('part.js')).text(),
  requested: asked.url,
  asked: text === request.responseText,
  connected: socket.url,
  same: WebSocket.prototype.constructor === WebSocket && Worker.prototype.constructor === Worker,
}))`,
  '/part.js': echoing('of an imported script'),
  '/talker.js': `${echoing('ready')}
onmessage = ({ data }) => {
  if (data.count) for (let number = 1; number <= data.count; number++) socket.send(\`number \${number}.\`)
  else if (data.blob) socket.send(new Blob([data.blob]))
  else if (data.busy) for (const end = Date.now() + data.busy; Date.now() < end; );
  else if (data.close) socket.close(4000, 'done')
  else socket.send(data)
}`,
  // All of it before anything that comes from outside can arrive.
  '/burst.js': `const socket = new WebSocket(new URL(location.href).searchParams.get('echo'))
for (let count = 0; count < 5000; count++) socket.close()
postMessage('all')`,
  '/sloppy.js': mode,
  '/strict.js': `/* words */ 'use strict'; ${mode}`,
  '/hashbang.js': `#!/usr/bin/env worker\n${mode}`,
  '/mark.js': `\uFEFF'use strict'\n${mode}`,
  '/odd.js': `<!-- words\n'use strict'\n${mode}`,
  '/declares.js': `let Reflect = 1; const globalThis = 2; function WebSocket() {}; ${mode}`,
  '/broken.js': `\n\nthrow new Error('here')`,
  '/place.js': `postMessage(${place})`,
  '/large.js': `/*${' words'.repeat(100_000)}*/ 'use strict'; ${mode} //${'ü'.repeat(100_000)}`,
  '/observe.js': file('observe.js'),
  '/observe-worker.js': file('observe-worker.js'),
  '/service.js': `const place = ${place}
oninstall = () => skipWaiting()
onactivate = (event) => event.waitUntil(clients.claim())
onmessage = ({ source }) => source.postMessage(place)`,
}

/** Pages in which a test makes workers, and their scripts. `/page.html?policy=…` sends a Content-Security-Policy. */
export async function startWorkerPages(): Promise<RunningServer> {
  const make = () =>
    createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
      const policy = searchParams.get('policy')
      if (policy !== null) response.setHeader('content-security-policy', policy)
      const script = SCRIPTS[pathname]
      if (pathname === '/moved.js') {
        response.writeHead(302, { location: `dedicated.js?${searchParams}` }).end()
      } else if (script !== undefined) {
        const cached = searchParams.has('cached')
        const headers = { 'content-type': 'text/javascript', 'cache-control': cached ? 'max-age=600' : 'no-store' }
        response.writeHead(200, headers).end(script)
      } else if (pathname === '/page.html') {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Workers</title>')
      } else if (pathname === '/early.html') {
        const script = `worker = new Worker('dedicated.js?' + new URLSearchParams(location.search))`
        response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><script>${script}</script>`)
      } else response.writeHead(404).end()
    })
  const servers = await listen(make, 0, { what: 'worker pages', flag: '', variable: '' })
  const { port } = servers[0].address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    port,
    async close() {
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}
