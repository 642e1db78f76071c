/**
 * Wraps the constructor `Worker`, in Chromium and for origins for which a person asked for it: the browser lets no extension
 * into workers, so one is started from a `blob:` address with the hook in front, which then loads the page's own script. What is
 * not a dedicated worker of the document's own origin is left to the browser. https://html.spec.whatwg.org/#dom-worker
 */
import { apply, call, construct, getOwnPropertyDescriptor, getPrototypeOf, iterable, ownValue } from './primitives.ts'
import { standInConstructor } from './stand-in.ts'

/** What wrapping needs to know of the place where it is done. */
export interface Wrapping {
  /** Name of the channel on which the relay waits for hooks. */
  readonly place: string
  /** Text of the script that begins a wrapped worker, see wrapped-worker. */
  readonly source: string
  /** Address by which that script is known in stacks and in the network log. */
  readonly sign: string
  /** What relative addresses are relative to. */
  readonly base: () => string
  /** Called before a worker is wrapped; false leaves it to the browser. */
  readonly begin: () => boolean
}

const method = (owner: object, name: string) => getOwnPropertyDescriptor(owner, name)?.value as () => unknown
const get = (owner: object, name: string) => getOwnPropertyDescriptor(owner, name)?.get as () => unknown

const Address = URL
const File = Blob
const Loader = XMLHttpRequest
const { stringify } = JSON
const plain = Object.prototype
const createAddress = method(URL, 'createObjectURL')
const revokeAddress = method(URL, 'revokeObjectURL')
const href = get(URL.prototype, 'href')
const originOf = get(URL.prototype, 'origin')
const protocolOf = get(URL.prototype, 'protocol')
const openRequest = method(Loader.prototype, 'open')
const sendRequest = method(Loader.prototype, 'send')
const responseText = get(Loader.prototype, 'responseText')
/** What a page's own Trusted Types policy made of an address; the types don't know it yet. */
const { TrustedScriptURL: Trusted } = globalThis as { TrustedScriptURL?: { prototype: object } }
const trustedText = Trusted && method(Trusted.prototype, 'toString')
const { origin } = globalThis

const blobOf = (text: string): string =>
  apply(createAddress, Address, [
    new File(iterable([text]) as never, { __proto__: null, type: 'text/javascript' } as never),
  ] as never) as string
const revoke = (address: string): void => void apply(revokeAddress, Address, [address] as never)

/** A constructor that starts wrapped workers, in the place of a scope's own, which is seen through it. */
export function wrapWorker(native: typeof Worker, wrapping: Wrapping): typeof Worker {
  const wrapped: typeof Worker = standInConstructor(native, (_, values, newTarget): Worker => {
    const target = newTarget === wrapped ? native : (newTarget as typeof Worker)
    const address = addressFor(values, wrapping)
    if (address === null) return construct(native, values, target)
    const worker = construct(native, [address, values[1]] as never, target)
    // The browser has taken what it needs of it.
    revoke(address)
    return worker
  })
  return wrapped
}

/** The address from which a worker is to be started in the place of the page's; null: from the page's own. */
function addressFor(values: readonly unknown[], wrapping: Wrapping): string | null {
  try {
    const isModule = isModuleOf(values[1])
    const script = textOf(values[0])
    if (script === null || isModule === null || origin === 'null') return null
    const address = new Address(script, wrapping.base())
    const url = call(href, address) as string
    const protocol = call(protocolOf, address)
    if (call(originOf, address) !== origin) return null
    const isBlob = protocol === 'blob:'
    if (!isBlob && protocol !== 'https:' && protocol !== 'http:') return null
    if (!wrapping.begin()) return null
    // A page lets go of such an address as soon as the worker has been constructed, which is before the worker would load it.
    return wrap(url, isBlob ? blobOf(readText(url)) : url, isModule, wrapping)
  } catch {
    return null
  }
}

/** @param from what is loaded; `url` is what the worker is told that it was loaded from. */
function wrap(url: string, from: string, isModule: boolean, { place, source, sign }: Wrapping): string {
  const own = from !== url
  const given = `${quote(place)},${quote(url)},${quote(source)},${quote(sign)}`
  const name = `\n//# sourceURL=${sign}`
  const start = `(function(PLACE,ADDRESS,SOURCE,SIGN){${source}})(${given});`
  const end = own ? `URL.revokeObjectURL(${quote(from)});` : ''
  if (!isModule) return blobOf(`${start}importScripts(${quote(from)});${end}${name}`)
  // Modules run in the order in which they are imported.
  const first = blobOf(`${start}URL.revokeObjectURL(import.meta.url);${name}`)
  return blobOf(`import ${quote(first)};import ${quote(from)};${end}${name}`)
}

function quote(text: string): string {
  return stringify(text)
}

/** null: to say whether it is a module would run what is the page's. */
function isModuleOf(options: unknown): boolean | null {
  if (options === undefined || options === null) return false
  if (typeof options !== 'object' || (getPrototypeOf(options) !== plain && getPrototypeOf(options) !== null))
    return null
  if (getOwnPropertyDescriptor(plain, 'type')) return null
  const descriptor = getOwnPropertyDescriptor(options, 'type')
  if (!descriptor) return false
  if (getOwnPropertyDescriptor(descriptor, 'get')) return null
  const type = ownValue(options, 'type')
  return typeof type === 'string' || type === undefined ? type === 'module' : null
}

/** What a script's address is as text; null where its conversion could be seen. */
function textOf(script: unknown): string | null {
  if (typeof script === 'string') return script
  try {
    return call(href, script) as string
  } catch {
    return trustedText ? (call(trustedText, script) as string) : null
  }
}

/** The text behind a `blob:` address, which is in memory: nothing waits for a network. */
function readText(url: string): string {
  const request = new Loader()
  apply(openRequest, request, ['GET', url, false] as never)
  call(sendRequest, request)
  return call(responseText, request) as string
}
