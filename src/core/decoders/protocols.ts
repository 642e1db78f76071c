import type { Decoder } from './decoder.ts'

/** The decoders of protocols, each loaded when it is first needed. Of two that are equally sure the first one wins. */
export const protocols: readonly (() => Promise<Decoder>)[] = [
  async () => (await import('./socket-io.ts')).socketIoDecoder,
  async () => (await import('./signalr.ts')).signalrDecoder,
  async () => (await import('./graphql-ws.ts')).graphqlWsDecoder,
  async () => (await import('./mqtt.ts')).mqttDecoder,
  async () => (await import('./stomp.ts')).stompDecoder,
  async () => (await import('./phoenix.ts')).phoenixDecoder,
  async () => (await import('./action-cable.ts')).actionCableDecoder,
  async () => (await import('./pusher.ts')).pusherDecoder,
  async () => (await import('./sockjs.ts')).sockjsDecoder,
  async () => (await import('./centrifugo.ts')).centrifugoDecoder,
  async () => (await import('./ddp.ts')).ddpDecoder,
  async () => (await import('./nostr.ts')).nostrDecoder,
  async () => (await import('./rfb.ts')).rfbDecoder,
  async () => (await import('./wamp.ts')).wampDecoder,
  async () => (await import('./jupyter.ts')).jupyterDecoder,
  async () => (await import('./kubernetes.ts')).kubernetesDecoder,
  async () => (await import('./language-server.ts')).languageServerDecoder,
  async () => (await import('./json-rpc.ts')).jsonRpcDecoder,
  async () => (await import('./yjs.ts')).yjsDecoder,
]
