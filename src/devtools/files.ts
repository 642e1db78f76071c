import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { sizeText } from '../core/bytes.ts'
import type { Part, WriteOptions } from '../core/files/part.ts'
import type { Recording } from '../core/files/recording.ts'
import { count } from '../core/format.ts'
import type { RowNumber } from '../core/log.ts'
import { breather } from './breath.ts'
import type { ReadableFile } from './read-file.ts'
import type { ExportFormat } from './record.ts'
import type { Session } from './session.ts'

export type ExportRows = 'all' | 'shown' | 'selected'

/** Something that takes a while. */
export interface Job {
  readonly type: 'export' | 'import'
  /** Of the file. */
  readonly name: string
  /** 0 to 1. */
  readonly progress: number
}

export interface Note {
  readonly text: string
  readonly isProblem: boolean
}

/** A file that is ready to be saved. */
export interface WrittenFile {
  readonly name: string
  readonly blob: Blob
}

/** Files going out and coming in, one at a time. */
export interface Files {
  /** What is under way; null: nothing. */
  readonly job: ReadonlySignal<Job | null>
  /** What came of the last one; null once it was read. */
  readonly note: Signal<Note | null>
  /** A recording of rows as they are now. */
  record(rows: readonly RowNumber[]): Recording
  /** Writes rows to a file in memory, or on disk where the browser puts large Blobs; null when it was cancelled or failed. */
  write(rows: ExportRows, format: ExportFormat, name: string, options: WriteOptions): Promise<WrittenFile | null>
  /** Opens a file read-only. */
  open(file: ReadableFile): Promise<void>
  /** Brings the rest of a message that is cut into the log. */
  complete(row: RowNumber, name: string): Promise<void>
  /** Opens a session that was kept on disk, read-only. */
  openKept(id: string, name: string, rows: number): Promise<void>
  cancel(): void
}

const TYPES: Readonly<Record<ExportFormat, string>> = {
  har: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
}

/** UTF-16 units after which text becomes a Blob: those the browser may keep outside of the panel's memory. */
const BLOB_UNITS = 8 * 2 ** 20

/** `rowsOf` answers which rows are meant; `show` is called when a file was opened. */
export function createFiles(
  session: Session,
  rowsOf: (rows: ExportRows) => 'all' | Promise<readonly RowNumber[]>,
  show: () => void = () => {},
): Files {
  const job = signal<Job | null>(null)
  const note = signal<Note | null>(null)
  /** The job that may go on; another number stops it. */
  let current = 0

  /** Runs a job unless one is under way. Its note is what `run` resolves to. */
  const start = async <Result>(
    type: Job['type'],
    name: string,
    run: (tell: (progress: number) => void, isCancelled: () => boolean) => Promise<Result | null>,
  ): Promise<Result | null> => {
    if (job.peek()) {
      note.value = { text: `${name}: wait until ${job.peek()?.name} is done, or cancel it.`, isProblem: true }
      return null
    }
    const mine = ++current
    const isCancelled = (): boolean => mine !== current
    job.value = { type, name, progress: 0 }
    note.value = null
    try {
      return await run((progress) => {
        if (!isCancelled()) job.value = { type, name, progress: Math.min(1, progress) }
      }, isCancelled)
    } catch {
      const what = type === 'export' ? 'written' : 'opened'
      note.value = { text: `${name} was not ${what}: the browser has no room for it. Try fewer rows.`, isProblem: true }
      return null
    } finally {
      if (!isCancelled()) job.value = null
    }
  }

  return {
    job,
    note,
    record: (rows) => session.record(rows),

    write: (rows, format, name, options) =>
      start('export', name, async (tell, isCancelled) => {
        const wanted = rowsOf(rows)
        const { length, parts } = session.write(wanted === 'all' ? wanted : await wanted, format, options)
        const result = await blobOf(parts, TYPES[format], (done) => tell(done / length), isCancelled)
        if (result === null) return null
        const { blob, written } = result
        note.value = { text: writtenText(length, written, name, blob.size), isProblem: false }
        return { name, blob }
      }),

    async open(file) {
      await start('import', file.name, async (tell, isCancelled) => {
        const { isOpen, text } = await session.open(file, (done) => tell(done / file.size), isCancelled)
        // It may have been read to its end before it was cancelled.
        if (isOpen) show()
        if (isOpen || !isCancelled()) note.value = { text, isProblem: !isOpen }
        return null
      })
    },

    async complete(row, name) {
      await start('import', name, async (tell, isCancelled) => {
        const problem = await session.complete(row, tell, isCancelled)
        if (problem !== null && !isCancelled()) note.value = { text: problem, isProblem: true }
        return null
      })
    },

    async openKept(id, name, rows) {
      await start('import', name, async (tell, isCancelled) => {
        const { isOpen, text } = await session.openKept({ id, name }, (done) => tell(done / rows), isCancelled)
        if (isOpen) show()
        if (isOpen || !isCancelled()) note.value = { text, isProblem: !isOpen }
        return null
      })
    },

    cancel() {
      current++
      job.value = null
    },
  }
}

function writtenText(rows: number, written: number, name: string, size: number): string {
  const rowsText = (number: number): string => `${count(number)} ${number === 1 ? 'row' : 'rows'}`
  const text = `${name}: ${rowsText(written)}, ${sizeText(size)}.`
  // Told, since nobody would look for what isn't there.
  return written === rows
    ? text
    : `${text} HAR has no place for the other ${rowsText(rows - written)}: steps of sockets’ lives are told as times and codes, and messages that were never sent are left out.`
}

/**
 * Gathers parts into a Blob of Blobs, so that no string or buffer is ever as long as the file. `written` is how many rows
 * the writer had a place for; null: it was cancelled.
 */
async function blobOf(
  parts: Generator<Part, number>,
  type: string,
  tell: (done: number) => void,
  isCancelled: () => boolean,
): Promise<{ readonly blob: Blob; readonly written: number } | null> {
  const breathe = breather()
  const blobs: Blob[] = []
  let texts: string[] = []
  let units = 0
  const settle = (): void => {
    blobs.push(new Blob(texts))
    texts = []
    units = 0
  }
  for (;;) {
    const next = parts.next()
    if (next.done) {
      settle()
      return { blob: new Blob(blobs, { type }), written: next.value }
    }
    const { text, done, wait } = next.value
    await wait
    if (isCancelled()) return null
    texts.push(text)
    units += text.length
    if (units >= BLOB_UNITS) settle()
    const pause = breathe()
    if (!pause) continue
    tell(done)
    await pause
    if (isCancelled()) return null
  }
}
