import { beforeEach, describe, expect, it } from 'vitest'
import { type FakeDocument, type FakeTab, fakeTab } from '../../demo/playground/fake-tab.ts'
import { Log } from '../../src/core/log.ts'
import { FLAG } from '../../src/core/row.ts'
import { createFiles, type Files } from '../../src/devtools/files.ts'
import type { ExportFormat } from '../../src/devtools/record.ts'
import type { Session } from '../../src/devtools/session.ts'
import { waitFor } from '../wait-for.ts'

/** Files going out of a session and coming into one, in memory. */

let tab: FakeTab
let session: Session
let page: FakeDocument
let files: Files

const filesOf = (session: Session) =>
  createFiles(session, (rows) =>
    rows === 'all' ? 'all' : Promise.resolve(rows === 'selected' ? [session.log.first] : []),
  )

beforeEach(() => {
  tab = fakeTab()
  session = tab.session
  files = filesOf(session)
  page = tab.open('page', 0, 'https://shop.example/')
})

/** A socket of the page with a message each way, one of a frame, and a gap. */
async function live(): Promise<void> {
  page.tell(
    { kind: 'constructed', body: { url: 'wss://shop.example/live?token=hunter2', protocols: ['chat'] } },
    { kind: 'open', body: { protocol: 'chat', extensions: '' } },
    { kind: 'sent', body: 'hello', buffered: 5 },
    { kind: 'received', body: Uint8Array.of(0, 255).buffer, flags: FLAG.blob },
    { kind: 'closed', body: { code: 1000, reason: 'bye', wasClean: true } },
  )
  tab
    .open('frame', 4, 'https://ads.example/')
    .tell({ kind: 'constructed', body: { url: 'wss://ads.example/', protocols: [] } })
  await waitFor(() => expect(session.log.length).toBe(6))
  session.pause(true)
  page.tell({ kind: 'received', body: 'unseen' })
  await waitFor(() => expect(session.shown()[0]?.received.messages).toBe(2))
  session.pause(false)
}

async function write(from: Files, format: ExportFormat, secrets = true): Promise<string> {
  const written = await from.write('all', format, `log.${format}`, { secrets })
  if (!written) throw new Error(from.note.value?.text ?? 'Cancelled')
  expect(written.name).toBe(`log.${format}`)
  return written.blob.text()
}

const named = (name: string, text: string) => new File([text], name)

/** A session that knows nothing but files. */
async function opened(text: string, name = 'log.ndjson') {
  const { session } = fakeTab()
  const files = filesOf(session)
  await files.open(named(name, text))
  return { session, files }
}

describe('a file of everything', () => {
  it.each(['ndjson', 'har'] as const)('is opened read-only, and comes out as the same bytes: %s', async (format) => {
    await live()
    const text = await write(files, format)
    const other = await opened(text, `log.${format}`)
    expect(other.files.note.value).toEqual({ text: `log.${format} is open, read-only.`, isProblem: false })
    expect(await write(other.files, format)).toBe(text)
    const [socket] = other.session.shown()
    expect(socket).toMatchObject({ origin: 'file', gone: true, url: 'wss://shop.example/live?token=hunter2' })
    expect(await other.session.send(socket?.number ?? -1, 'x')).toEqual({ why: 'gone' })
  })

  it('tells every row, and the gap', async () => {
    await live()
    const { session: other } = await opened(await write(files, 'ndjson'))
    const kinds = Array.from({ length: other.log.length }, (_, row) => other.log.kind(row))
    expect(kinds).toEqual(['constructed', 'open', 'sent', 'received', 'closed', 'constructed', 'lost'])
    expect(other.shown()).toHaveLength(2)
    expect(other.shown()[1]?.recorded).toMatchObject({ origin: 'page', page: 'https://ads.example/', inFrame: true })
  })

  it('redacts secrets unless told otherwise', async () => {
    await live()
    for (const format of ['ndjson', 'har', 'csv'] as const) {
      expect(await write(files, format, false)).not.toContain('hunter2')
      expect(await write(files, format, true)).toContain('hunter2')
    }
  })

  it('says what is missing in it', async () => {
    const { files: other } = await opened('{"type":"sockeye","version":1}')
    expect(other.note.value?.text).toBe(
      'log.ndjson is open, read-only. It tells of no messages: some browsers leave them out of their HAR.',
    )
  })

  it('says what HAR has no place for', async () => {
    await live()
    await write(files, 'har')
    expect(files.note.value?.text).toMatch(/^log\.har: 2 rows, .* HAR has no place for the other 5 rows/)
  })

  it('is of the moment in which it was asked for, whatever comes and goes meanwhile', async () => {
    await live()
    const writing = write(files, 'ndjson')
    page.tell({ kind: 'received', body: 'later' })
    await waitFor(() => expect(session.log.length).toBe(8))
    session.clear()
    const text = await writing
    expect(text).toContain('"text":"hello"')
    expect(text).not.toContain('later')
  })
})

describe('a file of some rows', () => {
  it('has their sockets alone', async () => {
    await live()
    const written = await files.write('selected', 'ndjson', 'x', { secrets: true })
    const lines = (await written?.blob.text())?.trim().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines?.[0]).toContain('"sockets":1,"rows":1')
  })
})

describe('an opened file', () => {
  it('leaves with all that came with it, and nothing else', async () => {
    await live()
    const before = await write(files, 'ndjson')
    await files.open(named('one.ndjson', before))
    const [first] = session.shown().filter(({ origin }) => origin === 'file')
    await files.open(named('two.ndjson', before))
    expect(session.shown()).toHaveLength(6)
    session.removeFile(first?.document ?? '')
    expect(session.shown()).toHaveLength(4)
    expect(session.log.length).toBe(14)
    session.removeFile(session.shown()[2]?.document ?? '')
    expect(await write(files, 'ndjson')).toBe(before)
  })

  it('stays when the tab navigates, and goes when the log is cleared', async () => {
    const { session: other } = await opened(
      '{"type":"sockeye","version":1}\n{"type":"lost","time":1,"socket":null,"state":0,"body":{"count":1,"cause":"paused"}}',
    )
    expect(other.log.length).toBe(1)
    await live()
    await files.open(named('log.ndjson', await write(files, 'ndjson')))
    page.leave()
    await waitFor(() => expect(session.shown()).toHaveLength(3))
    expect(session.shown().filter(({ origin }) => origin === 'file')).toHaveLength(2)
    expect(session.log.length).toBeGreaterThanOrEqual(7)
    session.clear()
    expect(session.shown().filter(({ origin }) => origin === 'file')).toHaveLength(0)
  })
})

describe('a file that can’t be opened', () => {
  it.each([
    [
      'x.ndjson',
      '{"type":"sockeye","version":1}\n{"type":"sent"}',
      'x.ndjson was not opened. Line 2: socket has to be',
    ],
    ['x.har', '{"log":{"version":"1.2"', 'x.har was not opened. It is not JSON. Column 24'],
    ['x.har', '', 'x.har was not opened. The file is empty.'],
    ['x.png', '\x89PNG', 'x.png was not opened. It is not JSON.'],
  ])('%s, %j changes nothing and says why', async (name, text, words) => {
    await live()
    const { length } = session.log
    await files.open(named(name, text))
    expect(files.note.value).toMatchObject({ isProblem: true, text: expect.stringContaining(words) })
    expect(session.log.length).toBe(length)
    expect(session.shown()).toHaveLength(2)
    expect(files.job.value).toBeNull()
  })

  it('is one that pushes rows out of the log', async () => {
    await live()
    const text = await write(files, 'ndjson')
    const small = fakeTab({ log: new Log({ rows: 6, bytes: 1e6 }) })
    const others = filesOf(small.session)
    await others.open(named('log.ndjson', text))
    expect(others.note.value?.text).toContain('more rows than the log has room for (6). Clear the log')
    expect(small.session.log.length).toBe(0)
  })

  it('is one that can’t be read any more', async () => {
    const stream = () => {
      throw new Error('NotFoundError')
    }
    await files.open({ name: 'gone.har', size: 1, stream })
    expect(files.note.value?.text).toBe(
      'gone.har was not opened. It could not be read. Check that it still exists and choose it again.',
    )
  })

  it('is one whose reading was cancelled', async () => {
    const { log, files: other } = await opened('').then(({ session, files }) => ({ log: session.log, files }))
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('{"type":"sockeye","version":1}'))
        other.cancel()
      },
    })
    await other.open({ name: 'endless.ndjson', size: 1, stream: () => endless })
    expect(other.job.value).toBeNull()
    expect(log.length).toBe(0)
  })
})

describe('writing', () => {
  it('can be cancelled, and then makes no file', async () => {
    page.tell({ kind: 'constructed', body: { url: 'wss://shop.example/', protocols: [] } })
    const row = { time: 1, kind: 'received', socket: 0, state: 1, flags: 0, size: 1, buffered: 0, body: 'x' } as const
    for (let count = 0; count < 200_000; count++) session.log.push(row)
    const writing = files.write('all', 'ndjson', 'x.ndjson', { secrets: true })
    expect(files.job.value).toMatchObject({ type: 'export', name: 'x.ndjson' })
    await new Promise<void>((resolve) => {
      const undo = files.job.subscribe((job) => {
        if (!job || job.progress === 0) return
        resolve()
        queueMicrotask(() => undo())
      })
    })
    files.cancel()
    expect(files.job.value).toBeNull()
    expect(await writing).toBeNull()
  })
  it('is done one file at a time', async () => {
    await live()
    const [first, second] = await Promise.all([
      files.write('all', 'har', 'a.har', { secrets: true }),
      files.write('all', 'har', 'b.har', { secrets: true }),
    ])
    expect([first?.name, second]).toEqual(['a.har', null])
  })
})
