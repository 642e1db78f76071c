/** What a wrapped worker begins with, in Chromium: see worker-wrapper, which puts it in front of the worker's script. */
import { defineProperty } from './primitives.ts'
import { startWorker } from './start-worker.ts'
import { assumeAddress } from './worker-address.ts'
import { wrapWorker } from './worker-wrapper.ts'

/** Name of the channel on which the relay waits. */
declare const PLACE: string
/** Address of the worker's script. */
declare const ADDRESS: string
/** The text of this, and the address by which it is known. */
declare const SOURCE: string
declare const SIGN: string

const NativeSocket = WebSocket

try {
  const mark = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const patch = startWorker({ mark, place: PLACE, url: ADDRESS })
  const observed = WebSocket
  const disguise = (mine: object, native: unknown) => patch?.disguise(mine, native === observed ? NativeSocket : native)
  assumeAddress(globalThis as never, ADDRESS, disguise)
  const native = Worker
  const wrapped = wrapWorker(native, {
    place: PLACE,
    source: SOURCE,
    sign: SIGN,
    base: () => ADDRESS,
    begin: () => true,
  })
  disguise(wrapped, native)
  defineProperty(globalThis, 'Worker', { value: wrapped })
  defineProperty(native.prototype, 'constructor', { value: wrapped })
} catch {
  // The worker runs its script all the same.
}
