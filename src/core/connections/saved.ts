import { Checks } from '../files/checks.ts'
import { FileProblem } from '../files/file-problem.ts'
import { PROGRAM } from '../files/program.ts'
import { checkTemplate, fillTemplate, type Source } from '../template.ts'
import { checkProtocols, checkUrl } from '../validate.ts'
import type { Retry } from './retry.ts'

/** A test connection that is kept, as it was typed: all values are texts, right or wrong. */
export interface SavedConnection {
  readonly name: string
  /** Folders with slashes between; empty: none. */
  readonly folder: string
  /** May have placeholders of templates, as the subprotocols and the messages may. */
  readonly url: string
  readonly protocols: string
  readonly from: 'panel' | 'page'
  /** Messages to send whenever it opens, one on each line. */
  readonly greeting: string
  /** How often it is tried again after it ended; 0: never. */
  readonly attempts: string
  /** ms before the first time, and at the most. */
  readonly wait: string
  readonly longest: string
  /** By how much each wait is longer than the one before. */
  readonly factor: string
  /** Up to so many hundredths of a wait are left out, by chance. */
  readonly jitter: string
}

export const NEW_CONNECTION: SavedConnection = {
  name: '',
  folder: '',
  url: '',
  protocols: '',
  from: 'panel',
  greeting: '',
  attempts: '0',
  wait: '500',
  longest: '30000',
  factor: '2',
  jitter: '50',
}

export type ConnectionField = keyof SavedConnection

/** A connection as it is to be opened, or what is wrong, by field. */
export type CheckedConnection =
  | {
      readonly ok: true
      readonly url: string
      readonly protocols: readonly string[]
      /** Templates. */
      readonly greetings: readonly string[]
      readonly retry: Retry
    }
  | { readonly ok: false; readonly problems: Readonly<Partial<Record<ConnectionField, string>>> }

/** Reads what was typed, with the placeholders of its URL and subprotocols filled in from `source`. */
export function checkConnection(saved: SavedConnection, source: Source): CheckedConnection {
  const problems: Partial<Record<ConnectionField, string>> = {}
  const filled = (field: 'url' | 'protocols'): string => {
    const made = fillTemplate(saved[field], source)
    if (made.ok) return made.text
    problems[field] = made.message
    return ''
  }
  const number = (field: ConnectionField, least: number, most: number): number => {
    const text = saved[field].trim()
    const value = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= least && value <= most)) problems[field] = `Enter a number from ${least} to ${most}.`
    return value
  }
  const url = checkUrl(filled('url'))
  if (!url.ok) problems.url ??= url.message
  const protocols = checkProtocols(filled('protocols'))
  if (!protocols.ok) problems.protocols ??= protocols.message
  const greetings = saved.greeting.split(/\r?\n/).filter((line) => line.trim() !== '')
  for (const greeting of greetings) {
    const problem = checkTemplate(greeting)
    if (problem) problems.greeting ??= problem
  }
  if (saved.name.trim() === '') problems.name = 'Give the connection a name.'
  const retry: Retry = {
    attempts: number('attempts', 0, 1000),
    wait: number('wait', 0, 600_000),
    longest: number('longest', 0, 600_000),
    factor: number('factor', 1, 10),
    jitter: number('jitter', 0, 100) / 100,
  }
  if (!url.ok || !protocols.ok || Object.keys(problems).length > 0) return { ok: false, problems }
  return { ok: true, url: url.url, protocols: protocols.protocols, greetings, retry }
}

const TYPE = 'sockeye-connections'
const VERSION = 1

/** A file of connections, JSON. */
export function writeConnections(connections: readonly SavedConnection[]): string {
  return `${JSON.stringify({ type: TYPE, version: VERSION, program: PROGRAM, connections }, null, 2)}\n`
}

/** Reads such a file; answers in words why it can't be read. Nothing of a file that is not right throughout is taken. */
export function readConnections(text: string): readonly SavedConnection[] | string {
  const another = 'Choose a file that was exported from the connections.'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return `This is no file of connections: it is not JSON. ${another}`
  }
  try {
    const checks = new Checks('File')
    const file = checks.object('the file', value)
    if (file.type !== TYPE) return `This is no file of connections. ${another}`
    if (checks.count('version', file.version) > VERSION) {
      return 'This file was written by a later version of Sockeye. Update Sockeye, then import it again.'
    }
    return checks
      .array('connections', file.connections)
      .map((one, at) => savedOf(one, new Checks(`connections[${at}]`)))
  } catch (error) {
    if (error instanceof FileProblem) return error.message
    throw error
  }
}

function savedOf(value: unknown, checks: Checks): SavedConnection {
  const saved = checks.object('a connection', value)
  const text = (field: ConnectionField): string => checks.text(field, saved[field])
  return {
    name: text('name'),
    folder: text('folder'),
    url: text('url'),
    protocols: text('protocols'),
    from: checks.oneOf('from', ['panel', 'page'] as const, saved.from),
    greeting: text('greeting'),
    attempts: text('attempts'),
    wait: text('wait'),
    longest: text('longest'),
    factor: text('factor'),
    jitter: text('jitter'),
  }
}

/** Which one it is in the list: a name is there once in a folder. */
export const connectionKey = ({ folder, name }: SavedConnection): string => JSON.stringify([folder, name])

/** `added` behind `known`, or in the place of the one that is called alike. */
export function mergeConnections(
  known: readonly SavedConnection[],
  added: readonly SavedConnection[],
): readonly SavedConnection[] {
  const all = new Map([...known, ...added].map((one) => [connectionKey(one), one]))
  return [...all.values()]
}

/** Connections in whose name, folder or URL all words occur, by folder, in the order of their names. */
export function findConnections(
  connections: readonly SavedConnection[],
  search: string,
): ReadonlyMap<string, readonly SavedConnection[]> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = connections
    .filter(({ folder, name, url }) => {
      const all = `${folder}\n${name}\n${url}`.toLowerCase()
      return words.every((word) => all.includes(word))
    })
    .toSorted((one, other) => one.folder.localeCompare(other.folder) || one.name.localeCompare(other.name))
  const folders = new Map<string, SavedConnection[]>()
  for (const one of found) folders.set(one.folder, [...(folders.get(one.folder) ?? []), one])
  return folders
}
