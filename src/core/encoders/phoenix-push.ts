import { type Encoder, jsonField } from './encoder.ts'

/**
 * A push to a Phoenix channel, as serializer version 2 (an array) or 1 (an object) writes it.
 * https://hexdocs.pm/phoenix/writing_a_channels_client.html
 */
export const phoenixPushEncoder: Encoder = {
  id: 'phoenix-push',
  name: 'Phoenix push',
  protocol: 'phoenix',
  fields: [
    { id: 'topic', label: 'Topic', kind: 'line', isOptional: false, example: 'room:lobby' },
    { id: 'event', label: 'Event', kind: 'line', isOptional: false, example: 'new_msg' },
    { id: 'payload', label: 'Payload', kind: 'json', isOptional: true, example: '{"body": "hi"}' },
    { id: 'join', label: 'Join ref', kind: 'line', isOptional: true, example: '3' },
    { id: 'ref', label: 'Ref', kind: 'line', isOptional: true, example: '{{counter}}' },
    { id: 'version', label: 'Serializer', kind: 'choice', choices: ['2.0.0', '1.0.0'], isOptional: true, example: '' },
  ],
  encode({ topic = '', event = '', payload = '', join = '', ref = '', version = '' }) {
    if (topic === '') return { ok: false, field: 'topic', message: 'Enter the topic of a channel.' }
    if (event === '') return { ok: false, field: 'event', message: 'Enter the name of the event.' }
    const given = jsonField('payload', payload, 'object')
    if (!given.ok) return given
    const [written, from, number] = [event, join, ref].map((text) => (text === '' ? 'null' : JSON.stringify(text)))
    const to = JSON.stringify(topic)
    return {
      ok: true,
      payload:
        version === '1.0.0'
          ? `{"topic":${to},"event":${written},"payload":${given.json},"ref":${number},"join_ref":${from}}`
          : `[${from},${number},${to},${written},${given.json}]`,
    }
  },
}
