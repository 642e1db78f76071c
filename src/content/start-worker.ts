/** Starts the hook in a worker, of either browser. Where anything is in doubt the worker stays as it was. */
import type { WorkerInfo } from '../wire.ts'
import type { FromWorker, Meeting, ToWorker } from './channel.ts'
import { Patch } from './patch.ts'
import {
  apply,
  call,
  dataOf,
  getOwnPropertyDescriptor,
  isNative,
  isPristine,
  isTaken,
  listen,
  note,
} from './primitives.ts'
import { Recorder } from './recorder.ts'

/** What the hook of a worker is told. */
export interface WorkerStart {
  /** Type of an event that only copies of this hook know. */
  readonly mark: string
  /** Name of the channel on which the relay waits. */
  readonly place: string
  /** Address of the worker's script. */
  readonly url: string
}

const Channel = BroadcastChannel
const method = (owner: object, name: string) => getOwnPropertyDescriptor(owner, name)?.value as () => unknown
const post = method(Channel.prototype, 'postMessage')
const close = method(Channel.prototype, 'close')
const preventDefault = method(Event.prototype, 'preventDefault')

/** Answers what was patched; null where the worker was left alone. */
export function startWorker({ mark, place, url }: WorkerStart): Patch | null {
  const kind = kindOfScope()
  // What a classic script declares and what a module imports came before this.
  if (!kind || !isPristine() || ![WebSocket, Channel, post, close, preventDefault].every(isNative)) return null
  // Each module of a worker brings this hook, since which of them runs first isn't known before.
  if (isTaken(globalThis, new Event(mark, { cancelable: true }))) return null
  listen(globalThis, mark, (event: Event) => void call(preventDefault, event))

  const meeting: Meeting = {
    channel: crypto.getRandomValues(new Uint32Array(4)).join('-'),
    url,
    worker: { kind, name: (globalThis as { name?: string }).name ?? '' },
  }
  let channel: BroadcastChannel | null = null
  const tell = (message: FromWorker): void => void apply(post, channel, [message] as never)
  const patch = new Patch(globalThis)
  // Not before the first socket: a worker without any must have no channel.
  const recorder = new Recorder((message) => {
    if (message.type === 'present') meet()
    else tell(message)
  }, patch.actor)

  function meet(): void {
    channel = new Channel(meeting.channel)
    listen(channel, 'message', (event: MessageEvent) => {
      try {
        const command = dataOf(event) as ToWorker
        if (command.type === 'probe') tell({ type: 'alive' })
        else recorder.obey(command)
      } catch {
        // A command that fails must not become an error of the page's.
      }
    })
    const meetingPlace = new Channel(place)
    apply(post, meetingPlace, [meeting] as never)
    call(close, meetingPlace)
  }

  patch.install(recorder, note<string>())
  return patch
}

/** null: a service worker, whose script the browser stores. */
function kindOfScope(): WorkerInfo['kind'] | null {
  if ('DedicatedWorkerGlobalScope' in globalThis) return 'dedicated'
  return 'SharedWorkerGlobalScope' in globalThis ? 'shared' : null
}
