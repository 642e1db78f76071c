import { type Encoder, jsonField } from './encoder.ts'

/**
 * A Socket.IO event as one text message, Engine.IO's packet type included. https://github.com/socketio/socket.io-protocol
 * Arguments with bytes in them take several messages, which this doesn't write.
 */
export const socketIoEventEncoder: Encoder = {
  id: 'socket.io-event',
  name: 'Socket.IO event',
  protocol: 'socket.io',
  fields: [
    { id: 'event', label: 'Event', kind: 'line', isOptional: false, example: 'chat:msg' },
    { id: 'arguments', label: 'Arguments', kind: 'json', isOptional: true, example: '[{"text": "hi"}]' },
    { id: 'namespace', label: 'Namespace', kind: 'line', isOptional: true, example: '/admin' },
    { id: 'ack', label: 'Ack id', kind: 'line', isOptional: true, example: '12' },
  ],
  encode({ event = '', arguments: written = '', namespace = '', ack = '' }) {
    if (event === '') return { ok: false, field: 'event', message: 'Enter the name of the event.' }
    if (namespace !== '' && !/^\/[^,]*$/.test(namespace)) {
      return { ok: false, field: 'namespace', message: 'Begin the namespace with / and leave out commas.' }
    }
    if (!/^\d{0,15}$/.test(ack)) {
      return { ok: false, field: 'ack', message: 'Enter an ack id of up to 15 digits, or leave it empty.' }
    }
    const list = jsonField('arguments', written, 'array')
    if (!list.ok) return list
    const rest = list.json.slice(1).trimStart()
    const space = namespace === '' || namespace === '/' ? '' : `${namespace},`
    return { ok: true, payload: `42${space}${ack}[${JSON.stringify(event)}${rest === ']' ? '' : ','}${rest}` }
  },
}
