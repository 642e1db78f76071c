import type { Encoder } from './encoder.ts'

/** The largest Remaining Length, bytes. */
const MOST = 268_435_455

/**
 * An MQTT PUBLISH packet without properties, its payload as UTF-8.
 * https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html §3.3, https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html §3.3
 */
export const mqttPublishEncoder: Encoder = {
  id: 'mqtt-publish',
  name: 'MQTT PUBLISH',
  protocol: 'mqtt',
  fields: [
    { id: 'topic', label: 'Topic', kind: 'line', isOptional: false, example: 'sensors/1' },
    { id: 'payload', label: 'Payload', kind: 'lines', isOptional: true, example: '{"celsius": 21.5}' },
    { id: 'qos', label: 'QoS', kind: 'choice', choices: ['0', '1', '2'], isOptional: true, example: '' },
    { id: 'identifier', label: 'Packet id', kind: 'line', isOptional: true, example: '1' },
    { id: 'retain', label: 'Retain', kind: 'choice', choices: ['no', 'yes'], isOptional: true, example: '' },
    { id: 'version', label: 'Version', kind: 'choice', choices: ['3.1.1', '5'], isOptional: true, example: '' },
  ],
  encode({ topic = '', payload = '', qos = '', identifier = '', retain = '', version = '' }) {
    const name = new TextEncoder().encode(topic)
    if (topic === '') return { ok: false, field: 'topic', message: 'Enter the topic.' }
    if (/[+#\0]/.test(topic) || name.length > 0xffff) {
      return {
        ok: false,
        field: 'topic',
        message: 'A topic to publish to has no + and no #, and at most 65,535 bytes.',
      }
    }
    const level = Number(qos || 0)
    const id = Number(identifier)
    if (level > 0 && !(/^\d{1,5}$/.test(identifier) && id >= 1 && id <= 0xffff)) {
      return {
        ok: false,
        field: 'identifier',
        message: 'QoS 1 and 2 take a packet id from 1 to 65535 that is not in use.',
      }
    }
    const numbered = level > 0 ? [id >> 8, id & 255] : []
    const properties = version === '5' ? [0] : []
    const head = [name.length >> 8, name.length & 255, ...name, ...numbered, ...properties]
    const body = new TextEncoder().encode(payload)
    const length = head.length + body.length
    if (length > MOST) return { ok: false, field: 'payload', message: 'This is too long for a packet: shorten it.' }
    const first = 0x30 | (level << 1) | (retain === 'yes' ? 1 : 0)
    const start = [first, ...variable(length), ...head]
    const packet = new Uint8Array(start.length + body.length)
    packet.set(start)
    packet.set(body, start.length)
    return { ok: true, payload: packet }
  },
}

/** A Variable Byte Integer, §1.5.5 of version 5. */
function variable(length: number): number[] {
  const bytes: number[] = []
  let left = length
  do {
    bytes.push((left & 127) | (left > 127 ? 128 : 0))
    left >>= 7
  } while (left > 0)
  return bytes
}
