import { readProto } from './read-proto.ts'
import type { ProtoFile } from './schema.ts'

/** Google's well-known types, as far as they carry data. https://protobuf.dev/reference/protobuf/google.protobuf/ */
const TEXTS: Readonly<Record<string, string>> = {
  any: 'message Any { string type_url = 1; bytes value = 2; }',
  duration: 'message Duration { int64 seconds = 1; int32 nanos = 2; }',
  empty: 'message Empty {}',
  field_mask: 'message FieldMask { repeated string paths = 1; }',
  struct: `message Struct { map<string, Value> fields = 1; }
    message Value { oneof kind { NullValue null_value = 1; double number_value = 2; string string_value = 3;
      bool bool_value = 4; Struct struct_value = 5; ListValue list_value = 6; } }
    message ListValue { repeated Value values = 1; }
    enum NullValue { NULL_VALUE = 0; }`,
  timestamp: 'message Timestamp { int64 seconds = 1; int32 nanos = 2; }',
  wrappers: ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes']
    .map((name) => `message ${name}Value { ${name.toLowerCase()} value = 1; }`)
    .join('\n'),
}

export const WELL_KNOWN: readonly ProtoFile[] = [
  ...Object.entries(TEXTS).map(([name, text]): ProtoFile => {
    const reading = readProto(`package google.protobuf; ${text}`, `google/protobuf/${name}.proto`)
    if (!reading.ok) throw new Error(reading.message)
    return reading.file
  }),
  // Files that only say how code is made: what imports them needs nothing of them.
  ...['descriptor', 'api', 'type', 'source_context'].map(
    (name): ProtoFile => ({
      path: `google/protobuf/${name}.proto`,
      imports: [],
      messages: [],
      enums: [],
      extensions: [],
    }),
  ),
]
