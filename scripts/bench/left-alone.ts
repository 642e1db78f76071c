import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../browsers/at-exit.ts'

/** Match pattern of the pages that are left alone: the same ones have another name, 127.0.0.1. */
const ALONE = 'http://localhost/*'

interface Manifest {
  readonly content_scripts: readonly object[]
}

/**
 * A copy of the extension that runs in all pages but those of one host, so that one browser can be compared with itself. Goes
 * with this process.
 */
export function leavingAlone(extension: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'sockeye-bench-'))
  atExit(() => rmSync(directory, { recursive: true, force: true }))
  cpSync(extension, directory, { recursive: true })
  const file = join(directory, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  const scripts = manifest.content_scripts.map((script) => ({ ...script, exclude_matches: [ALONE] }))
  writeFileSync(file, JSON.stringify({ ...manifest, content_scripts: scripts }))
  return directory
}
