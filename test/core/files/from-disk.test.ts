import { describe, expect, it } from 'vitest'
import { CHUNK } from '../../../src/core/chunk.ts'
import type { Part } from '../../../src/core/files/part.ts'
import { recordingOf } from '../../../src/core/files/recording.ts'
import { writeCsv } from '../../../src/core/files/write-csv.ts'
import { writeHar } from '../../../src/core/files/write-har.ts'
import { writeNdjson } from '../../../src/core/files/write-ndjson.ts'
import { Log } from '../../../src/core/log.ts'
import type { Body } from '../../../src/core/row.ts'
import { newSocket } from '../../../src/core/socket.ts'

const ROWS = 45 * CHUNK

/** A log of which most is on disk. */
function keptLog(): Log {
  const log = new Log({ rows: 2 * CHUNK, bytes: 1e9 })
  const chunks = new Map<number, Body[]>()
  log.keep({ read: async (first) => chunks.get(first)?.slice() ?? [], came: () => {} }, true)
  for (let at = 0; at < ROWS; at++) {
    log.append({
      time: at,
      kind: 'received',
      socket: at % 2,
      state: 1,
      flags: 0,
      size: 9,
      buffered: 0,
      body: `row ${at} .`,
    })
    for (const next of at % CHUNK === CHUNK - 1 ? log.unwritten(false) : []) {
      chunks.set(next.first, next.chunk.body?.slice() ?? [])
      log.written(next)
    }
  }
  return log
}

/** Writes as files.ts does: what a writer waits for is waited for. */
async function written(parts: Generator<Part, number>): Promise<string> {
  let text = ''
  for (const part of parts) {
    await part.wait
    text += part.text
  }
  return text
}

const recorded = (number: number) => ({
  ...newSocket(number, 'page', ''),
  origin: 'page' as const,
  page: 'https://a/',
  inFrame: false,
  url: `ws://a/${number}`,
  handshake: null,
})

describe('a file of rows that are on disk', () => {
  for (const [format, write] of Object.entries({ csv: writeCsv, har: writeHar, ndjson: writeNdjson })) {
    it(`has them all: ${format}`, async () => {
      const log = keptLog()
      expect(log.isHere(0)).toBe(false)
      const rows = { length: ROWS, at: (place: number) => place }
      const recording = recordingOf(log.snapshot(), rows, [recorded(0), recorded(1)], [0, 1])
      const text = await written(write(recording, { secrets: true }))
      const found = new Set(text.match(/row \d+ \./g))
      expect(found.size).toBe(ROWS)
    })
  }
})
