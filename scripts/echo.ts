/** `npm run echo`: the echo server alone, until Ctrl-C. */
import { parseArgs } from 'node:util'
import { startEchoServer } from '../demo/echo-server.ts'

try {
  const { values } = parseArgs({ options: { port: { type: 'string' }, 'echo-port': { type: 'string' } } })
  const port = Number(values.port ?? values['echo-port'] ?? process.env.ECHO_PORT ?? 9998)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('A port is a whole number from 0 to 65535')
  const server = await startEchoServer({ port })
  console.log(`Echo server at ${server.url}/echo; its other paths are listed at ${server.url.replace('ws:', 'http:')}/`)
  console.log('Ctrl-C ends it.')
  process.once('SIGINT', () => void server.close())
  process.once('SIGTERM', () => void server.close())
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
