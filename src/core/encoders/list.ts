import type { Encoder } from './encoder.ts'
import { graphqlSubscribeEncoder } from './graphql-subscribe.ts'
import { jsonRpcCallEncoder } from './json-rpc-call.ts'
import { mqttPublishEncoder } from './mqtt-publish.ts'
import { phoenixPushEncoder } from './phoenix-push.ts'
import { signalrInvocationEncoder } from './signalr-invocation.ts'
import { socketIoEventEncoder } from './socket-io-event.ts'
import { stompSendEncoder } from './stomp-send.ts'

/** All encoders, in the order in which they are offered. */
export const encoders: readonly Encoder[] = [
  socketIoEventEncoder,
  signalrInvocationEncoder,
  graphqlSubscribeEncoder,
  jsonRpcCallEncoder,
  stompSendEncoder,
  mqttPublishEncoder,
  phoenixPushEncoder,
]
