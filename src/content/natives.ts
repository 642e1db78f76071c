/** What carrying out rules needs of the page's realm beyond `primitives`, taken at the same time and for the same reason. */

import { readable } from './patch.ts'
import {
  apply,
  bareArray,
  call,
  codeOf,
  construct,
  copyBytes,
  dataOf,
  defineProperty,
  getOwnPropertyDescriptor,
  isBlob,
  isBytes,
  listen,
  reasonOf,
  wasClean,
} from './primitives.ts'
import { around } from './stand-in.ts'

const method = (owner: object, name: string) => getOwnPropertyDescriptor(owner, name)?.value as never
const getter = (owner: object, name: string) => getOwnPropertyDescriptor(owner, name)?.get as never
const Encoder = TextEncoder
const Decoder = TextDecoder

export const natives = {
  apply,
  around,
  bareArray,
  call,
  codeOf,
  construct,
  copyBytes,
  dataOf,
  defineProperty,
  getOwnPropertyDescriptor,
  isBlob,
  isBytes,
  listen,
  reasonOf,
  wasClean,
  parse: JSON.parse,
  indexOf: method(String.prototype, 'indexOf'),
  lower: method(String.prototype, 'toLowerCase'),
  slice: method(String.prototype, 'slice'),
  unit: method(String.prototype, 'charCodeAt'),
  // Made when rules come: most documents never need one.
  encoder: () => new Encoder(),
  encode: method(TextEncoder.prototype, 'encode'),
  decoder: () => new Decoder(),
  decode: method(TextDecoder.prototype, 'decode'),
  target: EventTarget,
  add: method(EventTarget.prototype, 'addEventListener'),
  binaryType: getter(WebSocket.prototype, 'binaryType'),
  readable,
  dispatch: method(EventTarget.prototype, 'dispatchEvent'),
  stop: method(Event.prototype, 'stopImmediatePropagation'),
  origin: getter(MessageEvent.prototype, 'origin'),
  plain: Event,
  message: MessageEvent,
  closing: CloseEvent,
  exception: DOMException,
  blob: Blob,
  blobSize: getter(Blob.prototype, 'size'),
  ownKeys: Reflect.ownKeys,
  iterator: Symbol.iterator,
  address: URL,
  href: getter(URL.prototype, 'href'),
  addressOrigin: getter(URL.prototype, 'origin'),
  protocol: getter(URL.prototype, 'protocol'),
  base: getter(Node.prototype, 'baseURI'),
}

export type Natives = typeof natives
