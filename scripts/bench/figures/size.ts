import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { distOf } from '../../build.ts'
import { type Measurement, ofOne } from '../figure.ts'

/** What pages and panels load: the files as they are shipped, minified, each compressed by itself. */
export const size: Measurement = {
  in: 'node',
  figures: [
    {
      name: 'size of the hook',
      unit: 'KB',
      about: 'hook.js, min+gz: what the browser compiles in each document.',
      goal: { atMost: 6 },
    },
    { name: 'size of the relay', unit: 'KB', about: 'relay.js, min+gz, likewise.', goal: null },
    {
      name: "size of the panel's first load",
      unit: 'KB',
      about: 'panel.html with its style sheet and every script that it imports before it draws, min+gz.',
      goal: { atMost: 60 },
    },
  ],
  async measure() {
    const folder = distOf('chrome')
    return [
      ofOne('size of the hook', compressed(join(folder, 'hook.js'))),
      ofOne('size of the relay', compressed(join(folder, 'relay.js'))),
      ofOne("size of the panel's first load", sum(firstLoad(folder, 'panel.html').map(compressed))),
    ]
  },
}

/** A page and all that it loads by itself, by link, script and static import. */
function firstLoad(folder: string, page: string): string[] {
  const found = new Set<string>()
  const look = (file: string): void => {
    if (found.has(file)) return
    found.add(file)
    for (const [, address] of readFileSync(file, 'utf8').matchAll(LOADS)) {
      const next = join(file, '..', address ?? '')
      if (existsSync(next)) look(next)
    }
  }
  look(join(folder, page))
  return [...found]
}

/** `src`, `href`, and static imports and re-exports. A dynamic import has a bracket in front of its address. */
const LOADS = /(?:src=|href=|\bimport|\bfrom)\s*["']([^"':]+\.(?:js|css))["']/g

/** KB of 1,000 bytes. */
function compressed(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length / 1000
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
