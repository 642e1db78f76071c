import { fork } from 'node:child_process'
import { join } from 'node:path'
import { atExit } from '../browsers/at-exit.ts'
import { root } from '../build.ts'

export interface BenchServer {
  /** Address of the page, without a slash at its end. */
  readonly page: string
  /** The same page where Sockeye leaves it alone, see left-alone. */
  readonly alone: string
  /** Address of the sockets, likewise. */
  readonly sockets: string
  close(): void
}

/** Starts server.ts in a process of its own. @throws Error when it ends before it has said its port. */
export async function startServer(): Promise<BenchServer> {
  const child = fork(join(import.meta.dirname, 'server.ts'), { cwd: root, execArgv: ['--import', 'tsx'] })
  const forget = atExit(() => child.kill())
  const port = await new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The server of the bench ended with ${code} as it started`)))
  })
  return {
    page: `http://127.0.0.1:${port}`,
    alone: `http://localhost:${port}`,
    sockets: `ws://127.0.0.1:${port}`,
    close() {
      forget()
      child.kill()
    },
  }
}
