import { create, createFileRegistry, fromJson, toBinary } from '@bufbuild/protobuf'
import {
  AnySchema,
  anyPack,
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_timestamp,
  TimestampSchema,
} from '@bufbuild/protobuf/wkt'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SocketReader } from '../../../src/core/decoders/choose.ts'
import type { Message } from '../../../src/core/decoders/decoder.ts'
import type { SchemaUse } from '../../../src/core/decoders/preferences.ts'
import { schemaDecoder } from '../../../src/core/decoders/protobuf-schema.ts'
import { treeJson } from '../../../src/core/decoders/tree-json.ts'
import { readDescriptorSet } from '../../../src/core/protobuf/read-descriptor-set.ts'
import { readMessage } from '../../../src/core/protobuf/read-message.ts'
import { readProto } from '../../../src/core/protobuf/read-proto.ts'
import { readSchema } from '../../../src/core/protobuf/read-schema.ts'

/** Schemas as people write them, held against Google's own types and the wire as @bufbuild/protobuf writes it. */

const CHAT = `
// A comment; "not a string"
syntax = "proto3";
package chat.v1;
import "google/protobuf/timestamp.proto";
import 'google/protobuf/duration.proto';
import public "google/protobuf/any.proto";
option java_package = "x"; /* many
lines */
enum Kind { option allow_alias = true; KIND_NONE = 0; KIND_TEXT = 1; KIND_SAME = 1 [deprecated = true]; KIND_LESS = -2; reserved 7; }
message Envelope {
  message Part { string text = 1; optional bytes blob = 2; }
  reserved 100 to 200, 300; reserved "gone";
  Kind kind = 1;
  sint64 delta = 2 [json_name = "d", (custom) = { a: [1, 2] }];
  repeated int32 packed = 3; repeated sint32 loose = 4 [packed = false];
  map<string, Part> parts = 5;
  map<int32, Kind> kinds = 6;
  oneof body { string text = 7; Part part = 8; }
  google.protobuf.Timestamp at = 9; google.protobuf.Duration took = 10; google.protobuf.Any any = 11;
  .chat.v1.Envelope reply = 12; repeated Kind history = 13;
  uint64 big = 14; double ratio = 15; float share = 16; fixed32 a = 17; sfixed64 b = 18; bool yes = 19; int32 minus = 20;
}
service Chat { rpc Send (Envelope) returns (stream Envelope) { option (http) = { get: "/x" }; } }
`

const field = (name: string, number: number, type: number, more: object = {}) => ({
  name,
  number,
  type,
  label: 1,
  ...more,
})
const MESSAGE = 11
const entry = (name: string, key: number, value: object) => ({
  name,
  field: [field('key', 1, key), { name: 'value', number: 2, label: 1, ...value }],
  options: { mapEntry: true },
})
const part = { type: MESSAGE, typeName: '.chat.v1.Envelope.Part' }
const kind = { type: 14, typeName: '.chat.v1.Kind' }

/** The same as CHAT, as protoc would say it. */
const SET: FileDescriptorSet = create(FileDescriptorSetSchema, {
  file: [
    ...[file_google_protobuf_timestamp, file_google_protobuf_duration, file_google_protobuf_any].map(
      ({ proto }) => proto,
    ),
    create(FileDescriptorProtoSchema, {
      name: 'chat.proto',
      package: 'chat.v1',
      syntax: 'proto3',
      dependency: ['google/protobuf/timestamp.proto', 'google/protobuf/duration.proto', 'google/protobuf/any.proto'],
      enumType: [
        {
          name: 'Kind',
          options: { allowAlias: true },
          value: [
            { name: 'KIND_NONE', number: 0 },
            { name: 'KIND_TEXT', number: 1 },
            { name: 'KIND_SAME', number: 1 },
            { name: 'KIND_LESS', number: -2 },
          ],
        },
      ],
      messageType: [
        {
          name: 'Envelope',
          oneofDecl: [{ name: 'body' }],
          nestedType: [
            { name: 'Part', field: [field('text', 1, 9), field('blob', 2, 12)] },
            entry('PartsEntry', 9, part),
            entry('KindsEntry', 5, kind),
          ],
          field: [
            field('kind', 1, 14, kind),
            field('delta', 2, 18),
            field('packed', 3, 5, { label: 3 }),
            field('loose', 4, 17, { label: 3, options: { packed: false } }),
            field('parts', 5, MESSAGE, { label: 3, typeName: '.chat.v1.Envelope.PartsEntry' }),
            field('kinds', 6, MESSAGE, { label: 3, typeName: '.chat.v1.Envelope.KindsEntry' }),
            field('text', 7, 9, { oneofIndex: 0 }),
            field('part', 8, MESSAGE, { ...part, oneofIndex: 0 }),
            field('at', 9, MESSAGE, { typeName: '.google.protobuf.Timestamp' }),
            field('took', 10, MESSAGE, { typeName: '.google.protobuf.Duration' }),
            field('any', 11, MESSAGE, { typeName: '.google.protobuf.Any' }),
            field('reply', 12, MESSAGE, { typeName: '.chat.v1.Envelope' }),
            field('history', 13, 14, { ...kind, label: 3 }),
            field('big', 14, 4),
            field('ratio', 15, 1),
            field('share', 16, 2),
            field('a', 17, 7),
            field('b', 18, 16),
            field('yes', 19, 8),
            field('minus', 20, 5),
          ],
        },
      ],
    }),
  ],
})
const registry = createFileRegistry(SET)
const envelope = registry.getMessage('chat.v1.Envelope')
if (!envelope) throw new Error('The test’s own descriptors are wrong')
const SET_BYTES = toBinary(FileDescriptorSetSchema, SET)

const proto = (text: string, name = 'chat.proto') => ({ name, is: 'proto', text }) as const
const descriptor = (bytes: Uint8Array) =>
  ({ name: 'chat.binpb', is: 'descriptor', text: Buffer.from(bytes).toString('base64') }) as const
const schemaOf = (...files: Parameters<typeof readSchema>[0]) => {
  const reading = readSchema(files)
  if (!reading.ok) throw new Error(reading.problem)
  return reading.schema
}
const read = (schema: ReturnType<typeof schemaOf>, name: string, bytes: Uint8Array) => {
  const type = schema.messages.get(name)
  if (!type) throw new Error(`There is no ${name}`)
  const reading = readMessage(schema, type, bytes)
  return { ...reading, value: JSON.parse(treeJson(reading.tree)) as unknown }
}
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))

/** As ProtoJSON has it, with the names of the file. */
const MESSAGE_JSON = {
  kind: 'KIND_TEXT',
  delta: '-9007199254740993',
  packed: [1, -1, 300],
  loose: [-5, 5],
  parts: { one: { text: 'Ada', blob: 'AQL/' }, '': {} },
  kinds: { '-1': 'KIND_LESS', '0': 'KIND_NONE' },
  part: { text: 'in a oneof' },
  at: '2026-01-02T03:04:05.678900Z',
  took: '-1.500s',
  reply: { reply: { text: 'deep' } },
  history: ['KIND_NONE', 'KIND_TEXT', 'KIND_LESS'],
  big: '18446744073709551615',
  ratio: 0.1,
  share: 0.1,
  a: 4294967295,
  b: '-1',
  yes: true,
  minus: -7,
}

describe.each([
  ['a .proto text', schemaOf(proto(CHAT))],
  ['a descriptor set', schemaOf(descriptor(SET_BYTES))],
])('by %s', (_, schema) => {
  const bytes = toBinary(envelope, fromJson(envelope, MESSAGE_JSON, { registry }))
  it('a message has its names, types and values', () => {
    expect(schema.warnings).toEqual([])
    const { value, brokenAt, notes, tree } = read(schema, 'chat.v1.Envelope', bytes)
    expect({ brokenAt, notes }).toEqual({ brokenAt: null, notes: [] })
    expect(value).toEqual({
      ...MESSAGE_JSON,
      at: '2026-01-02T03:04:05.6789Z',
      took: '-1.5s',
      // As numbers here, with all their digits.
      delta: Number(MESSAGE_JSON.delta),
      big: Number(MESSAGE_JSON.big),
      b: -1,
    })
    expect(tree.text).toContain('18446744073709551615')
    expect(tree.text).toContain('-9007199254740993')
  })
  it('what is in an Any is opened where its type is known', () => {
    const at = create(TimestampSchema, { seconds: 1n })
    const any = toBinary(AnySchema, anyPack(TimestampSchema, at))
    const { value } = read(schema, 'chat.v1.Envelope', Uint8Array.of(0x5a, any.length, ...any))
    expect(value).toEqual({
      any: { '@type': 'type.googleapis.com/google.protobuf.Timestamp', value: '1970-01-01T00:00:01Z' },
    })
  })
  it('what the schema does not know has its number, and what does not fit says so', () => {
    // 50: "hi" is no field; kind as a text; an enum's value without a name.
    const { value, notes } = read(schema, 'chat.v1.Envelope', hex('920302686908630a0141'))
    expect(value).toEqual({ '50': 'hi', kind: 99, '1': 'A' })
    expect(notes).toEqual(['Field 1 of chat.v1.Envelope is not what the schema calls kind: it is shown by its number.'])
  })
  it('a truncated message shows what came before', () => {
    const { value, brokenAt } = read(schema, 'chat.v1.Envelope', hex('080112'))
    expect({ value, brokenAt }).toEqual({ value: { kind: 'KIND_TEXT' }, brokenAt: 2 })
  })
  it('no bytes take long or throw', () => {
    const whole = fc.uint8Array({ maxLength: 300 })
    const damaged = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)).map(([at, byte]) => bytes.with(at, byte))
    fc.assert(
      fc.property(fc.oneof(whole, damaged), (data) => {
        const { tree } = read(schema, 'chat.v1.Envelope', data)
        return tree.end[0] === tree.kind.length
      }),
      { numRuns: 1000 },
    )
  })
})

describe('proto2', () => {
  const schema = schemaOf(
    proto(`syntax = "proto2"; message Old { required string name = 1; repeated group Hit = 2 { optional int32 id = 3; }
      extensions 100 to max; optional Missing.Type lost = 4; }
      extend Old { optional uint32 more = 100; } message Self { extend Old { optional Self own = 101; } }`),
  )
  it('reads groups and extensions, and names the types that are missing', () => {
    expect(
      read(schema, 'Old', hex('0a0141 1318011 4 131802 14 a00607 aa0600 2202c3a9'.replaceAll(' ', ''))).value,
    ).toEqual({
      name: 'A',
      hit: [{ id: 1 }, { id: 2 }],
      '[more]': 7,
      '[Self.own]': {},
      '4': 'é',
    })
    expect(schema.warnings).toEqual([
      'No file has the type Missing.Type of Old.lost (line 2): that field is shown without a type.',
    ])
  })
})

describe('files', () => {
  it('that import each other are read together, and what is missing is told', () => {
    const one = 'syntax = "proto3"; package a; import "x/two.proto"; import "three.proto"; message One { Two two = 1; }'
    const two = 'syntax = "proto3"; package a; message Two { int32 id = 1; }'
    expect(schemaOf(proto(one, 'one.proto'), proto(two, 'two.proto')).warnings).toEqual([
      'one.proto imports three.proto, which is missing. Add that file, too.',
    ])
  })
  it.each([
    ['message A {\n  int32 x = 0;\n}', 'line 2: A field’s number is from 1 to 536870911, not 0.'],
    ['message A {\n  int32 x = 1;\n  int32 y = 1;\n}', 'line 3: x has the number 1, too.'],
    ['message A {\n  int32 x\n}', 'line 3: = is expected here, not “}”.'],
    ['message A {\n  int32 = 1;\n}', 'line 2: Here comes the field’s name, which can’t be “=”.'],
    ['\n\nmessag A {}', 'line 3: “messag” begins nothing that a .proto file can have.'],
    ['message A {', 'line 1: The file ends too early.'],
    ['message A {}\n/* open', 'line 2: This comment has no end.'],
    ['{"a": 1}', 'line 1: “{” begins nothing that a .proto file can have.'],
    ['syntax = "proto3";', 'These files have no message.'],
    [`message A {${'message B {'.repeat(100_000)}`, 'line 1: Messages are nested deeper than 64.'],
  ])('that are wrong say where: %#', (text, problem) => {
    const reading = readSchema([proto(text)])
    expect(reading.ok ? null : reading.problem.replace('chat.proto, ', '')).toBe(problem)
  })
  it('of any text and any bytes are read or refused', () => {
    const words = fc.constantFrom(
      'message',
      'enum',
      'oneof',
      'map',
      '<',
      '>',
      'A',
      'b',
      '{',
      '}',
      '=',
      '1',
      ';',
      'repeated',
      '[',
      ']',
      '"x"',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 60 }).map((list) => list.join(' ')),
        ),
        (text) => {
          const reading = readProto(text, 'x.proto')
          return reading.ok || reading.line >= 1
        },
      ),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.nat(SET_BYTES.length - 1), fc.nat(255), (at, byte) => {
        const files = readDescriptorSet(SET_BYTES.with(at, byte))
        return files === null || files.length > 0
      }),
      { numRuns: 300 },
    )
    expect(readSchema([{ name: 'x', is: 'descriptor', text: btoa('hello, this is no set') }]).ok).toBe(false)
  })
})

describe('the decoder', () => {
  const use: SchemaUse = {
    id: 1,
    files: [proto('syntax = "proto3"; message Ask { string q = 1; } message Answer { int32 n = 1; }')],
    url: 'example.test/*live',
    subprotocol: '',
    sent: 'Ask',
    received: 'Answer',
  }
  const decoder = schemaDecoder(use)
  if (!decoder) throw new Error('The schema can’t be read')
  const say = (url: string, message: Partial<Message>, pinned: string | null = null) =>
    new SocketReader([decoder], { url, subprotocol: '' }, { pinned, off: [] }).read({
      direction: 'sent',
      data: hex('0a0141'),
      time: 0,
      ...message,
    })?.meaning.summary
  it('reads each direction by its own type, on the sockets that it is meant for', () => {
    expect(say('wss://example.test/v1/live', {})).toBe('Ask {q: "A"}')
    expect(say('wss://example.test/v1/live', { direction: 'received', data: hex('0807') })).toBe('Answer {n: 7}')
    expect(say('wss://example.test/live/v1', {})).toBe('Ask {q: "A"}')
    expect(say('wss://other.test/live', {})).toBe(undefined)
    expect(say('wss://other.test/live', {}, 'schema-1')).toBe('Ask {q: "A"}')
    expect(say('wss://example.test/v1/live', { data: 'text' })).toBe(undefined)
  })
  it('says that a message is not of its type', () => {
    expect(say('wss://example.test/live', { data: hex('0afaffffff0f') })).toContain('These bytes are no Ask')
  })
})
