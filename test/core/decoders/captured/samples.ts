import type { Message, SocketFacts } from '../../../../src/core/decoders/decoder.ts'

/** A message by which a protocol is known at once, on a socket as the protocol has it. */
export interface Sample extends SocketFacts, Message {
  readonly protocol: string
}

const here = 'wss://example.test/'

function sample(
  protocol: string,
  arrow: '>' | '<',
  data: string | Uint8Array,
  { url = here, subprotocol = '' }: Partial<SocketFacts> = {},
): Sample {
  return { protocol, direction: arrow === '>' ? 'sent' : 'received', data, time: 0, url, subprotocol }
}

const engine = { url: `${here}socket.io/?EIO=4&transport=websocket` }

export const samples: readonly Sample[] = [
  sample('Engine.IO', '<', '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'),
  sample('Engine.IO', '<', '2', engine),
  sample('Socket.IO', '>', '40', engine),
  sample('Socket.IO', '>', '421["chat:msg",{"a":1}]'),
  sample('Socket.IO', '>', '451-/admin,12["up",{"_placeholder":true,"num":0}]', engine),
  sample('SignalR', '>', '{"protocol":"json","version":1}\u001e'),
  sample('SignalR', '<', '{"type":3,"invocationId":"4","result":[1]}\u001e'),
  sample('SignalR', '<', Uint8Array.of(2, 0x91, 6, 7, 0x95, 3, 0x80, 0xa1, 0x34, 3, 7)),
  sample('GraphQL', '>', '{"type":"subscribe","id":"1","payload":{"query":"{ a }"}}'),
  sample('GraphQL', '<', '{"type":"next","id":"1","payload":{"data":{}}}', { subprotocol: 'graphql-transport-ws' }),
  sample('JSON-RPC', '>', '{"jsonrpc":"2.0","method":"add","params":[1],"id":1}'),
  sample('JSON-RPC', '<', '[{"jsonrpc":"2.0","result":1,"id":1}]'),
  sample('MQTT', '<', Uint8Array.of(0x32, 7, 0, 1, 0x61, 0, 9, 0x68, 0x69), { subprotocol: 'mqtt' }),
  sample('MQTT', '>', Uint8Array.of(0x10, 14, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 2, 0, 60, 0, 0, 1, 0x63)),
  sample('MQTT', '>', Uint8Array.of(0x82, 6, 0, 1, 0, 1, 0x61, 1, 0xc0, 0), { subprotocol: 'mqtt' }),
  sample('STOMP', '>', 'CONNECT\naccept-version:1.2\nhost:a\n\n\0'),
  sample('STOMP', '<', 'MESSAGE\ndestination:/a\nmessage-id:1\nsubscription:0\n\n{"a":1}\0'),
  sample('STOMP', '<', '\n', { subprotocol: 'v12.stomp' }),
  sample('Phoenix', '>', '["1","1","room:1","phx_join",{}]'),
  sample('Phoenix', '>', '{"topic":"room:1","event":"phx_join","payload":{},"ref":"1"}'),
  sample('Phoenix', '<', Uint8Array.of(2, 1, 1, 0x61, 0x62, 7), { url: `${here}socket/websocket?vsn=2.0.0` }),
  sample('Action Cable', '<', '{"identifier":"{\\"channel\\":\\"A\\"}","message":{"a":1}}'),
  sample('Action Cable', '<', '{"type":"ping","message":1}', { subprotocol: 'actioncable-v1-json' }),
  sample('Pusher', '<', '{"event":"pusher:connection_established","data":"{}"}'),
  sample('SockJS', '<', 'a["{\\"a\\":1}"]', { url: `${here}echo/123/abc/websocket` }),
  sample('Centrifugo', '>', '{"id":1,"connect":{"name":"js"}}'),
  sample('Centrifugo', '>', '{"id":2,"subscribe":{"channel":"a"}}\n{"id":3,"rpc":{"method":"b"}}', {
    url: `${here}connection/websocket`,
  }),
  sample('DDP', '>', '{"msg":"connect","version":"1","support":["1","pre2"]}'),
  sample('DDP', '>', '{"msg":"method","method":"add","params":[1],"id":"1"}'),
  sample('Nostr', '>', '["REQ","sub1",{"kinds":[1]}]'),
  sample('Nostr', '<', `["OK","${'ab'.repeat(32)}",true,""]`),
  sample('Nostr', '<', `["EVENT","s",{"id":"${'ab'.repeat(32)}","pubkey":"${'cd'.repeat(32)}","kind":1}]`),
  sample('Kubernetes', '<', Uint8Array.of(1, 0x68, 0x69), { subprotocol: 'v4.channel.k8s.io' }),
  sample('Kubernetes', '<', '1aGk=', { subprotocol: 'base64.channel.k8s.io' }),
  sample('Language Server Protocol', '>', 'Content-Length: 40\r\n\r\n{"jsonrpc":"2.0","method":"a","id":"12"}'),
  sample('WAMP', '>', '[1,"realm1",{"roles":{}}]', { subprotocol: 'wamp.2.json' }),
  sample('WAMP', '<', Uint8Array.of(0x93, 17, 1, 2), { subprotocol: 'wamp.2.msgpack' }),
  sample('WAMP', '<', Uint8Array.of(0x83, 17, 1, 0xbf, 0x61, 0x61, 0x9f, 1, 0xff, 0xff), {
    subprotocol: 'wamp.2.cbor',
  }),
  sample('Yjs', '>', Uint8Array.of(0, 0, 1, 0)),
  sample('Yjs', '>', Uint8Array.of(0, 2, 13, 1, 1, 5, 0, 4, 1, 1, 0x74, 3, 0x61, 0x62, 0x63, 0)),
  sample('Yjs', '<', Uint8Array.of(1, 12, 1, 5, 1, 8, ...new TextEncoder().encode('{"n":10}'))),
  sample(
    'Jupyter',
    '<',
    '{"header":{"msg_id":"b","msg_type":"status"},"parent_header":{"msg_id":"a"},"content":{"execution_state":"idle"}}',
  ),
  sample('RFB', '<', new TextEncoder().encode('RFB 003.008\n')),
]
