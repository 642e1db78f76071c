import { JsonHubProtocol, NullLogger } from '@microsoft/signalr'
import fc from 'fast-check'
import { Decoder } from 'socket.io-parser'
import { describe, expect, it } from 'vitest'
import type { Encoder } from '../../../src/core/encoders/encoder.ts'
import { signalrInvocationEncoder } from '../../../src/core/encoders/signalr-invocation.ts'
import { socketIoEventEncoder } from '../../../src/core/encoders/socket-io-event.ts'

function text(encoder: Encoder, values: Readonly<Record<string, string>>): string {
  const encoded = encoder.encode(values)
  if (!encoded.ok) throw new Error(`${encoded.field}: ${encoded.message}`)
  if (typeof encoded.payload !== 'string') throw new Error('Bytes were made.')
  return encoded.payload
}

describe('a Socket.IO event', () => {
  it('is what the library reads', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(fc.jsonValue()), fc.nat(), (event, list, ack) => {
        // Names that the protocol has for itself.
        fc.pre(
          !['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'].includes(event),
        )
        const values = { event, arguments: JSON.stringify(list), namespace: '/admin', ack: String(ack) }
        const decoder = new Decoder()
        let packet: unknown
        decoder.on('decoded', (decoded) => {
          packet = decoded
        })
        decoder.add(text(socketIoEventEncoder, values).slice(1))
        expect(packet).toMatchObject({
          type: 2,
          nsp: '/admin',
          id: ack,
          data: [event, ...JSON.parse(values.arguments)],
        })
      }),
    )
  })

  it('leaves out what is empty and keeps what was written', () => {
    expect(text(socketIoEventEncoder, { event: 'a' })).toBe('42["a"]')
    expect(text(socketIoEventEncoder, { event: 'a', arguments: ' [ ] ', namespace: '/' })).toBe('42["a"]')
    expect(text(socketIoEventEncoder, { event: 'a', arguments: '[12345678901234567890]' })).toBe(
      '42["a",12345678901234567890]',
    )
  })

  it.each([
    [{}, 'event', 'Enter the name of the event.'],
    [{ event: 'a', arguments: '{"b":1}' }, 'arguments', 'Put all arguments in one array: ["hi", 1].'],
    [{ event: 'a', arguments: '[1,]' }, 'arguments', expect.stringContaining('Remove it.')],
    [{ event: 'a', arguments: '[1],[2]' }, 'arguments', expect.stringContaining('one array')],
    [{ event: 'a', namespace: 'admin' }, 'namespace', 'Begin the namespace with / and leave out commas.'],
    [{ event: 'a', ack: '1x' }, 'ack', 'Enter an ack id of up to 15 digits, or leave it empty.'],
  ])('says what stands in the way of %j', (values, field, message) => {
    expect(socketIoEventEncoder.encode(values as Record<string, string>)).toEqual({ ok: false, field, message })
  })
})

describe('a SignalR invocation', () => {
  it('is what the library reads', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.array(fc.jsonValue()),
        fc.string({ minLength: 1 }),
        (target, list, id) => {
          const written = JSON.stringify(list)
          const message = text(signalrInvocationEncoder, { target, arguments: written, id })
          // The record separator ends a record wherever it stands: in JSON it is always escaped.
          expect(new JsonHubProtocol().parseMessages(message, NullLogger.instance)).toEqual([
            { type: 1, target, arguments: JSON.parse(written), invocationId: id },
          ])
        },
      ),
    )
  })

  it('says what stands in the way', () => {
    expect(signalrInvocationEncoder.encode({})).toMatchObject({ ok: false, field: 'target' })
    expect(signalrInvocationEncoder.encode({ target: 'A', arguments: '1' })).toMatchObject({
      ok: false,
      field: 'arguments',
    })
    expect(text(signalrInvocationEncoder, { target: 'A' })).toBe('{"type":1,"target":"A","arguments":[]}\u001e')
  })
})
