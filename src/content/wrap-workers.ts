/**
 * Runs in the page's own realm before any of its scripts, in Chromium and where a person asked for its workers to be captured
 * fully: see background/full-workers.
 */
import { ANSWER, WORKERS } from './channel.ts'
import { fontsOf, isFamilyPristine, sourcesOf } from './family.ts'
import {
  apply,
  call,
  canDispatch,
  defineProperty,
  getOwnPropertyDescriptor,
  getter,
  isNative,
  isPristine,
  isTaken,
  listen,
  sourceOf,
  textOf,
} from './primitives.ts'
import { wrapWorker } from './worker-wrapper.ts'
import source from './wrapped-worker.ts?script'

const Note = MessageEvent
const blockedURI = getter(SecurityPolicyViolationEvent.prototype, 'blockedURI')
const base = getter(Node.prototype, 'baseURI')
const find = getOwnPropertyDescriptor(Document.prototype, 'querySelector')?.value as () => Element | null
/** A policy of the document's own; that of its headers is known by what it forbids. */
const POLICY = 'meta[http-equiv="content-security-policy" i]'

function start(): void {
  if (!canDispatch()) return
  const place = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const fonts = fontsOf(document)
  let secret = ''
  listen(fonts, ANSWER, (event: MessageEvent) => {
    secret ||= textOf(event)
  })
  // Also where nothing is to be wrapped: nobody may say it later.
  if (!isTaken(fonts, new MessageEvent(WORKERS, { lastEventId: place, cancelable: true }))) return
  const native = Worker
  const taken = [native, URL, Blob, XMLHttpRequest, JSON.stringify, blockedURI, base, find]
  if (!isPristine() || !isFamilyPristine() || !taken.every(isNative)) return
  // The extension's own address is in no other way known here.
  const root = /chrome-extension:\/\/[a-p]{32}\//.exec(new Error().stack ?? '')?.[0] ?? ''
  let allowed = true
  let begun = false
  const scope = document
  listen(scope, 'securitypolicyviolation', (event: SecurityPolicyViolationEvent) => {
    if (call(blockedURI, event) === 'blob') allowed = false
  })
  const wrapped = wrapWorker(native, {
    place,
    source,
    sign: `${root}worker-hook.js`,
    base: () => call(base, scope) as string,
    begin() {
      if (!allowed || apply(find, scope, [POLICY] as never) !== null) return false
      if (!begun) isTaken(fonts, new Note(place))
      begun = true
      return true
    },
  })
  // The document's hook, which came first, knows what native functions say of themselves.
  if (secret) sourcesOf(window, secret)?.put(wrapped, sourceOf(native))
  defineProperty(native.prototype, 'constructor', { value: wrapped })
  defineProperty(globalThis, 'Worker', { value: wrapped })
}

try {
  start()
} catch {
  // The page keeps its own Worker.
}
