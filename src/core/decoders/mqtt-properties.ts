import type { ByteCursor } from './byte-cursor.ts'

type Form = 'byte' | 'u16' | 'u32' | 'varint' | 'text' | 'bytes' | 'pair'

/** MQTT 5 §2.2.2.2. */
const PROPERTIES: ReadonlyMap<number, readonly [name: string, form: Form]> = new Map([
  [1, ['payload format indicator', 'byte']],
  [2, ['message expiry interval', 'u32']],
  [3, ['content type', 'text']],
  [8, ['response topic', 'text']],
  [9, ['correlation data', 'bytes']],
  [11, ['subscription identifier', 'varint']],
  [17, ['session expiry interval', 'u32']],
  [18, ['assigned client identifier', 'text']],
  [19, ['server keep alive', 'u16']],
  [21, ['authentication method', 'text']],
  [22, ['authentication data', 'bytes']],
  [23, ['request problem information', 'byte']],
  [24, ['will delay interval', 'u32']],
  [25, ['request response information', 'byte']],
  [26, ['response information', 'text']],
  [28, ['server reference', 'text']],
  [31, ['reason string', 'text']],
  [33, ['receive maximum', 'u16']],
  [34, ['topic alias maximum', 'u16']],
  [35, ['topic alias', 'u16']],
  [36, ['maximum QoS', 'byte']],
  [37, ['retain available', 'byte']],
  [38, ['user property', 'pair']],
  [39, ['maximum packet size', 'u32']],
  [40, ['wildcard subscription available', 'byte']],
  [41, ['subscription identifier available', 'byte']],
  [42, ['shared subscription available', 'byte']],
])

export type MqttProperties = ReadonlyMap<string, number | string | Uint8Array>

/** The properties at the cursor, in their order; null where one is unknown or cut off. Of equal names the last one stays. */
export function mqttProperties(cursor: ByteCursor): MqttProperties | null {
  const end = cursor.varint(4) + cursor.at
  const properties = new Map<string, number | string | Uint8Array>()
  while (cursor.at < end && !cursor.short) {
    const known = PROPERTIES.get(cursor.varint(4))
    if (!known) return null
    const [name, form] = known
    if (form === 'pair') {
      const key = cursor.text(cursor.u16())
      properties.set(`user property ${key}`, cursor.text(cursor.u16()))
    } else properties.set(name, propertyValue(cursor, form))
  }
  return cursor.short || cursor.at !== end ? null : properties
}

function propertyValue(cursor: ByteCursor, form: Exclude<Form, 'pair'>): number | string | Uint8Array {
  switch (form) {
    case 'byte':
      return cursor.u8()
    case 'u16':
      return cursor.u16()
    case 'u32':
      return cursor.u32()
    case 'varint':
      return cursor.varint(4)
    case 'text':
      return cursor.text(cursor.u16())
    case 'bytes':
      return cursor.take(cursor.u16())
    default:
      return form satisfies never
  }
}
