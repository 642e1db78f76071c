/** The decode worker's entry: hostile bytes are read here, where they can be left to themselves and ended. */
import { loadDecoders } from '../core/decoders/list.ts'
import { contentTest } from '../core/query/content-test.ts'
import { type Answer, type Job, jobReader, type Setup } from './decode-job.ts'
import { inTurn } from './in-turn.ts'
import { loadInterpreter } from './load-interpreter.ts'

/** A worker's global scope, as far as it is used: the types of the project are those of a page. */
const scope = self as unknown as {
  postMessage(answer: Answer): void
  onmessage: ((event: MessageEvent<Job | Setup>) => void) | null
}

const decoders = await loadDecoders()
const read = inTurn(
  jobReader(decoders, (answer) => scope.postMessage(answer), contentTest, loadInterpreter),
  reportError,
)
scope.onmessage = ({ data }) => read(data)
scope.postMessage({ type: 'ready' })
