import { Checks } from '../files/checks.ts'
import { FileProblem } from '../files/file-problem.ts'
import { PROGRAM } from '../files/program.ts'
import type { OwnDecoder } from './preferences.ts'

/** A decoder as a file has it: ids are each installation's own. */
export type SharedDecoder = Omit<OwnDecoder, 'id'>

const TYPE = 'sockeye-decoders'
const VERSION = 1

/** A file of decoders that a user wrote, JSON. */
export function writeOwnFile(own: readonly OwnDecoder[]): string {
  const decoders = own.map(({ name, url, code }): SharedDecoder => ({ name, url, code }))
  return `${JSON.stringify({ type: TYPE, version: VERSION, program: PROGRAM, decoders }, null, 2)}\n`
}

/** Reads such a file; answers in words why it can't be read. Nothing of a file that is not right throughout is taken. */
export function readOwnFile(text: string): readonly SharedDecoder[] | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'This is no file of decoders: it is not JSON. Choose a file that was exported from Decoders.'
  }
  try {
    const checks = new Checks('File')
    const file = checks.object('the file', value)
    if (file.type !== TYPE) return 'This is no file of decoders. Choose a file that was exported from Decoders.'
    if (checks.count('version', file.version) > VERSION) {
      return 'This file was written by a later version of Sockeye. Update Sockeye, then import it again.'
    }
    return checks.array('decoders', file.decoders).map((one, at) => {
      const each = new Checks(`decoders[${at}]`)
      const { name, url, code } = each.object('a decoder', one)
      return { name: each.text('name', name), url: each.text('url', url), code: each.text('code', code) }
    })
  } catch (error) {
    if (error instanceof FileProblem) return error.message
    throw error
  }
}

/** Decoders with those of a file that are new behind them. One that is the same in everything is kept once. */
export function withShared(own: readonly OwnDecoder[], added: readonly SharedDecoder[]): readonly OwnDecoder[] {
  const all = [...own]
  for (const { name, url, code } of added) {
    const isKnown = all.some((one) => one.name === name && one.url === url && one.code === code)
    if (!isKnown) all.push({ id: nextId(all), name, url, code })
  }
  return all
}

/** An id that no decoder has. */
export function nextId(own: readonly OwnDecoder[]): number {
  return Math.max(0, ...own.map(({ id }) => id)) + 1
}
