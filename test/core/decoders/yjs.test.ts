import { createDecoder, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { capture } from './captured/capture.ts'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'
import { serve } from './captured/serve.ts'

describe('Yjs as y-websocket speaks it', () => {
  it('is read to the last message', async () => {
    const theirs = new Y.Doc()
    theirs.getText('title').insert(0, 'Hello')
    const server = await serve((socket) => {
      const first = createEncoder()
      writeVarUint(first, 0)
      writeSyncStep1(first, theirs)
      socket.send(toUint8Array(first))
      socket.on('message', (data) => {
        const decoder = createDecoder(Uint8Array.from(data as Buffer))
        if (readVarUint(decoder) !== 0) return
        const answer = createEncoder()
        writeVarUint(answer, 0)
        readSyncMessage(decoder, answer, theirs, null)
        if (toUint8Array(answer).length > 1) socket.send(toUint8Array(answer))
      })
    })
    const captured = await capture(server.origin)
    const ours = new Y.Doc()
    const provider = new WebsocketProvider(captured.url, 'room', ours, {
      WebSocketPolyfill: WebSocket as never,
      disableBc: true,
    })
    provider.awareness.setLocalState({ name: 'Ann' })
    await new Promise<void>((resolve) => provider.on('sync', () => resolve()))
    ours.transact(() => {
      ours.getText('title').insert(5, ' wörld')
      ours.getText('title').delete(0, 1)
      ours.getMap('m').set('deep', { a: [1, -2, 1.5, null, true, new Uint8Array([9])] })
    })
    const [taken] = captured.conversations
    if (!taken) throw new Error('Nothing was captured.')
    await expect.poll(() => theirs.getText('title').toString()).toBe('ello wörld')
    const all = await lines(taken)
    expect(all.filter((line) => !line.includes(' Yjs '))).toEqual([])
    expect(all).toEqual(
      expect.arrayContaining([
        '↓ Yjs likely: sync step 1, 1 client [request server sync]',
        '↓ Yjs certain: sync step 2, 1 item, "Hello" [reply page sync]',
        '↑ Yjs certain: update, 2 items, " wörld", 1 range deleted',
      ]),
    )
    expect(all.some((line) => line.includes('awareness, 1 client'))).toBe(true)
    const update = (await readAll(taken))[all.findIndex((line) => line.includes('update, 2 items'))]
    expect(plain(decoded(update).tree)).toMatchObject({
      structs: [
        { client: ours.clientID, clock: 0, text: ' wörld', after: { client: theirs.clientID, clock: 4 } },
        { clock: 6, parent: 'm', key: 'deep', value: { a: [1, -2, 1.5, null, true, Uint8Array.of(9)] } },
      ],
      deleted: [{ client: theirs.clientID, clock: 0, length: 1 }],
    })
    provider.destroy()
    captured.close()
    server.close()
  })

  it('reads every kind of content', async () => {
    const doc = new Y.Doc()
    const taken = conversation({})
    doc.on('update', (update: Uint8Array) => {
      const encoder = createEncoder()
      writeVarUint(encoder, 0)
      writeUpdate(encoder, update)
      taken.messages.push({ direction: 'sent', data: toUint8Array(encoder), time: 0 })
    })
    doc.getText('t').applyDelta([{ insert: 'bold', attributes: { bold: true } }, { insert: { image: 'x' } }])
    doc.getXmlFragment('x').insert(0, [new Y.XmlElement('p'), new Y.XmlText('hi')])
    doc.getArray('a').push([new Uint8Array([1, 2]), new Y.Map(), 'a', { u: undefined, b: 1n }])
    doc.getMap('d').set('sub', new Y.Doc({ guid: 'g' }))
    doc.getText('t').delete(0, 2)
    const whole = createEncoder()
    writeVarUint(whole, 0)
    writeUpdate(whole, Y.encodeStateAsUpdate(doc))
    taken.messages.push({ direction: 'sent', data: toUint8Array(whole), time: 0 })
    const awareness = createEncoder()
    writeVarUint(awareness, 1)
    const states = new Awareness(doc)
    states.setLocalState({ cursor: 3 })
    writeVarUint8Array(awareness, encodeAwarenessUpdate(states, [doc.clientID]))
    taken.messages.push({ direction: 'sent', data: toUint8Array(awareness), time: 0 })
    states.destroy()
    expect(await lines(taken)).toEqual([
      '↑ Yjs likely: update, 4 items, "bold"',
      expect.stringMatching(/^↑ Yjs likely: update, \d items, "hi"$/),
      expect.stringMatching(/^↑ Yjs likely: update, \d items$/),
      '↑ Yjs likely: update, 1 item',
      '↑ Yjs likely: update, 1 range deleted',
      expect.stringMatching(/^↑ Yjs likely: update, \d+ items, .*, 1 range deleted$/),
      '↑ Yjs likely: awareness, 1 client',
    ])
  })
})
