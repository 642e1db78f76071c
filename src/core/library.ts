import { Checks } from './files/checks.ts'
import { FileProblem } from './files/file-problem.ts'
import { PROGRAM } from './files/program.ts'

/** How a kept message is written. */
const WRITINGS = ['text', 'json', 'hex', 'base64'] as const

/** A message that is kept to be sent again. */
export interface Kept {
  readonly name: string
  /** Folders with slashes between; empty: none. */
  readonly folder: string
  /** The URL without query of the sockets that it is for, `*` stands for anything; empty: for all. */
  readonly pattern: string
  readonly writing: (typeof WRITINGS)[number]
  readonly text: string
  /** Whether placeholders are filled in. */
  readonly fill: boolean
}

const TYPE = 'sockeye-messages'
const VERSION = 1

/** A file of kept messages, JSON. */
export function writeLibrary(messages: readonly Kept[]): string {
  return `${JSON.stringify({ type: TYPE, version: VERSION, program: PROGRAM, messages }, null, 2)}\n`
}

/** Reads such a file; answers in words why it can't be read. Nothing of a file that is not right throughout is taken. */
export function readLibrary(text: string): readonly Kept[] | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'This is no file of messages: it is not JSON. Choose a file that was exported from the library.'
  }
  try {
    const checks = new Checks('File')
    const file = checks.object('the file', value)
    if (file.type !== TYPE) {
      return 'This is no file of messages. Choose a file that was exported from the library.'
    }
    if (checks.count('version', file.version) > VERSION) {
      return 'This file was written by a later version of Sockeye. Update Sockeye, then import it again.'
    }
    return checks.array('messages', file.messages).map((one, at) => keptOf(one, new Checks(`messages[${at}]`)))
  } catch (error) {
    if (error instanceof FileProblem) return error.message
    throw error
  }
}

function keptOf(value: unknown, checks: Checks): Kept {
  const kept = checks.object('a message', value)
  return {
    name: checks.text('name', kept.name),
    folder: checks.text('folder', kept.folder),
    pattern: checks.text('pattern', kept.pattern),
    writing: checks.oneOf('writing', WRITINGS, kept.writing),
    text: checks.text('text', kept.text),
    fill: checks.flag('fill', kept.fill),
  }
}

/** Those of `added` that are new behind those of `messages`. One that is the same in everything is kept once. */
export function mergeLibrary(messages: readonly Kept[], added: readonly Kept[]): readonly Kept[] {
  const known = new Set(messages.map(identity))
  return [
    ...messages,
    ...added.filter((one) => {
      const isNew = !known.has(identity(one))
      known.add(identity(one))
      return isNew
    }),
  ]
}

function identity({ name, folder, pattern, writing, text, fill }: Kept): string {
  return JSON.stringify([name, folder, pattern, writing, text, fill])
}

/** Whether a pattern is for sockets of this URL. In linear time, whatever the pattern. */
export function isFor(pattern: string, url: string): boolean {
  if (pattern === '') return true
  const address = url.split(/[?#]/, 1)[0] ?? ''
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return address === pattern
  if (!address.startsWith(head)) return false
  let at = head.length
  for (const part of rest) {
    const found = address.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return address.length - tail.length >= at && address.endsWith(tail)
}

/** Messages in whose name, folder or text all words occur, by folder; those of one folder in the order of their names. */
export function findKept(messages: readonly Kept[], search: string): ReadonlyMap<string, readonly Kept[]> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = messages.filter(({ name, folder, text }) => {
    const all = `${folder}\n${name}\n${text}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
  const sorted = found.toSorted(
    (one, other) => one.folder.localeCompare(other.folder) || one.name.localeCompare(other.name),
  )
  const folders = new Map<string, Kept[]>()
  for (const one of sorted) folders.set(one.folder, [...(folders.get(one.folder) ?? []), one])
  return folders
}
