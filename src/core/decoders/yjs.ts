/**
 * Yjs over WebSocket, as y-websocket speaks it: synchronisation, updates and awareness.
 * https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md
 *
 * Refuses: version 2 of the encoding, and Hocuspocus, which puts a document's name before everything.
 */
import { ByteCursor } from './byte-cursor.ts'
import type { Call, Confidence, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonValue } from './json-value.ts'
import { lib0Text } from './lib0-value.ts'
import { decodedOf, type Packet, quoted } from './packets.ts'
import { record } from './record.ts'
import { TreeBuilder } from './tree.ts'
import { TreeValue } from './tree-value.ts'
import { type YjsUpdate, yjsUpdate } from './yjs-update.ts'

export const yjsDecoder: Decoder = {
  id: 'yjs',
  name: 'Yjs',
  ordered: true,
  reader({ subprotocol }, pinned) {
    return subprotocol === '' || pinned ? new YjsReader(pinned) : null
  },
}

class YjsReader implements Reader {
  #certain: boolean
  /** Directions in which a state vector was sent; the answer to one makes sure that it is Yjs. */
  readonly #began = new Set<Message['direction']>()

  constructor(certain: boolean) {
    this.#certain = certain
  }

  read({ data, direction }: Message): Outcome {
    if (typeof data === 'string') return 'not mine'
    const packet = packetOf(new ByteCursor(data), direction)
    if (!packet) return 'not mine'
    if (packet.kind === 'sync step 1') this.#began.add(direction)
    if (packet.kind === 'sync step 2' && this.#began.has(direction === 'sent' ? 'received' : 'sent'))
      this.#certain = true
    // A few bytes can be read as many things.
    const confidence: Confidence = this.#certain ? 'certain' : data.length > 8 ? 'likely' : 'possible'
    if (confidence === 'possible' && packet.kind !== 'sync step 1') return 'not mine'
    return decodedOf('Yjs', confidence, [packet])
  }
}

function packetOf(cursor: ByteCursor, direction: Message['direction']): Packet | null {
  switch (cursor.varint()) {
    case 0:
      return sync(cursor, direction)
    case 1: {
      const inside = new ByteCursor(cursor.take(cursor.varint()))
      return cursor.isSpent ? awareness(inside) : null
    }
    case 2: {
      if (cursor.varint() !== 0) return null
      const reason = lib0Text(cursor)
      return cursor.isSpent
        ? { summary: `refused ${quoted(reason)}`, kind: 'auth', tree: record({ message: 'auth', reason }) }
        : null
    }
    case 3:
      return cursor.isSpent
        ? { summary: 'query awareness', kind: 'query awareness', tree: record({ message: 'query awareness' }) }
        : null
    default:
      return null
  }
}

function sync(cursor: ByteCursor, direction: Message['direction']): Packet | null {
  const step = cursor.varint()
  const inside = new ByteCursor(cursor.take(cursor.varint()))
  if (!cursor.isSpent) return null
  const here = direction === 'sent' ? 'page' : 'server'
  const there = direction === 'sent' ? 'server' : 'page'
  if (step === 0) {
    const clients: Record<string, number>[] = []
    for (let left = inside.varint(); left > 0 && !inside.short; left--) {
      clients.push({ client: inside.varint(), clock: inside.varint() })
    }
    if (!inside.isSpent) return null
    const tree = record({ message: 'sync step 1', 'state vector': clients })
    return {
      summary: `sync step 1, ${counted(clients.length, 'client')}`,
      kind: 'sync step 1',
      tree,
      call: { role: 'request', id: 'sync', scope: here },
    }
  }
  const update = step === 1 || step === 2 ? yjsUpdate(inside) : null
  if (!update) return null
  const kind = step === 1 ? 'sync step 2' : 'update'
  const call: Call | null = step === 1 ? { role: 'reply', id: 'sync', scope: there } : null
  const tree = record({ message: kind, structs: new TreeValue(structsTree(update.structs)), deleted: update.deleted })
  return { summary: `${kind}, ${changesText(update)}`, kind, tree, call }
}

function structsTree(structs: YjsUpdate['structs']) {
  const builder = new TreeBuilder().open('array')
  for (const struct of structs) new TreeValue(record(struct)).addTo(builder, null)
  return builder.done()
}

function changesText({ structs, deleted }: YjsUpdate): string {
  const texts = structs.map(({ text }) => text).filter((text) => typeof text === 'string')
  const parts = [
    structs.length > 0 ? counted(structs.length, 'item') : '',
    texts.length > 0 ? quoted(texts.slice(0, 20).join('')) : '',
    deleted.length > 0 ? `${counted(deleted.length, 'range')} deleted` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'no changes' : parts.join(', ')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** Each client's state is JSON; null means that it has gone. */
function awareness(cursor: ByteCursor): Packet | null {
  const builder = new TreeBuilder().open('object').leaf('string', 'awareness', 'message').open('array', 'clients')
  let count = 0
  for (let left = cursor.varint(); left > 0 && !cursor.short; left--) {
    const client = cursor.varint()
    const clock = cursor.varint()
    const state = jsonValue(lib0Text(cursor))
    if (!state) return null
    count++
    builder.open('object').leaf('number', String(client), 'client').leaf('number', String(clock), 'clock')
    state.addTo(builder, 'state')
    builder.close()
  }
  if (!cursor.isSpent) return null
  return { summary: `awareness, ${counted(count, 'client')}`, kind: 'awareness', tree: builder.done() }
}
