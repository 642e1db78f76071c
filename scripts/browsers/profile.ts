import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from './at-exit.ts'

/** A profile directory, thrown away unless it is somebody else's, and the browser process that lives in it. */
export class Profile {
  readonly directory: string
  /** For what the browser downloads. */
  readonly downloads: string
  #process: ChildProcess | null = null
  readonly #forget: () => void

  /** Removed with the browser. */
  readonly #isOurs: boolean

  /** `directory`: of a profile that stays, for another start with it. */
  constructor(browser: string, directory?: string) {
    this.#isOurs = directory === undefined
    this.directory = directory ?? mkdtempSync(join(tmpdir(), `sockeye-${browser}-`))
    this.downloads = join(this.directory, 'downloads')
    mkdirSync(this.downloads, { recursive: true })
    this.#forget = atExit(() => this.#end())
  }

  /** Says which process uses the profile. It must lead a process group of its own (`detached`), except on Windows. */
  usedBy(process: ChildProcess): void {
    this.#process = process
  }

  /** Ends the browser if it still runs, and removes the directory. */
  remove(): void {
    this.#forget()
    this.#end()
  }

  #end(): void {
    if (this.#process !== null) killGroup(this.#process)
    if (!this.#isOurs) return
    // A browser's helper processes may write for a moment after it was killed.
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
