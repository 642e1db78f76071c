import type { SchemaFile } from '../protobuf/read-schema.ts'
import { matchesUrl } from './url-pattern.ts'

/** What a person decided about decoders, for all sockets. Kept in the extension's storage. */
export interface Preferences {
  /** Ids of decoders that are not asked. */
  readonly off: readonly string[]
  /** Addresses, and the decoder that their messages are for. The first that fits holds. */
  readonly pins: readonly Pin[]
  readonly schemas: readonly SchemaUse[]
  readonly own: readonly OwnDecoder[]
}

/** A decoder that the user wrote. */
export interface OwnDecoder {
  /** Tells it from others; the decoder is `own-` and this. */
  readonly id: number
  /** What its messages are called; empty: _Own decoder_. */
  readonly name: string
  /** See `matchesUrl`. */
  readonly url: string
  /** JavaScript with a function `decode`: see core/interpreter. */
  readonly code: string
}

export interface Pin {
  /** See `matchesUrl`. */
  readonly url: string
  readonly decoder: string
}

/** A protobuf schema, and which messages are to be read by it. */
export interface SchemaUse {
  /** Tells it from others; the decoder is `schema-` and this. */
  readonly id: number
  readonly files: readonly SchemaFile[]
  /** See `matchesUrl`. */
  readonly url: string
  /** Empty: any. */
  readonly subprotocol: string
  /** Whole names of message types; empty: messages of that direction are not read by it. */
  readonly sent: string
  readonly received: string
}

/** Key of the setting. */
export const PREFERENCES = 'decoders'
/** UTF-16 units of all files of a schema: the extension's storage has 10 MB. */
export const MOST_SCHEMA = 3_000_000

/** The id of a decoder that a user wrote, for settings and filters. */
export function ownId(id: number): string {
  return `own-${id}`
}

export const NO_PREFERENCES: Preferences = { off: [], pins: [], schemas: [], own: [] }

/** The decoder that an address is pinned to; null: none is. */
export function pinOf({ pins }: Preferences, url: string): string | null {
  return pins.find((pin) => matchesUrl(pin.url, url))?.decoder ?? null
}

/** What is stored, as far as it is what was stored: another version may have written it. */
export function preferencesOf(stored: unknown): Preferences {
  const { off, pins, schemas, own } = recordOf(stored)
  return {
    off: listOf(off).filter((id) => typeof id === 'string'),
    pins: listOf(pins).flatMap((pin) => {
      const { url, decoder } = recordOf(pin)
      return typeof url === 'string' && typeof decoder === 'string' ? [{ url, decoder }] : []
    }),
    schemas: listOf(schemas).flatMap(schemaOf),
    own: listOf(own).flatMap(ownOf),
  }
}

function ownOf(stored: unknown): OwnDecoder[] {
  const { id, name, url, code } = recordOf(stored)
  if (typeof id !== 'number' || typeof name !== 'string' || typeof url !== 'string' || typeof code !== 'string')
    return []
  return [{ id, name, url, code }]
}

function schemaOf(stored: unknown): SchemaUse[] {
  const { id, files, url, subprotocol, sent, received } = recordOf(stored)
  if (typeof id !== 'number') return []
  const read = listOf(files).flatMap((file): SchemaFile[] => {
    const { name, is, text } = recordOf(file)
    const isFile = typeof name === 'string' && typeof text === 'string' && (is === 'proto' || is === 'descriptor')
    return isFile ? [{ name, is, text }] : []
  })
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return [
    { id, files: read, url: text(url), subprotocol: text(subprotocol), sent: text(sent), received: text(received) },
  ]
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
