/** The survey worker's entry: it reads all messages of a socket or a tab, where that holds nobody up. */
import { loadDecoders } from '../core/decoders/list.ts'
import { inTurn } from './in-turn.ts'
import { loadInterpreter } from './load-interpreter.ts'
import { type SurveyAnswer, type SurveyOrder, surveyReader } from './survey-job.ts'

/** A worker's global scope, as far as it is used: the types of the project are those of a page. */
const scope = self as unknown as {
  postMessage(answer: SurveyAnswer): void
  onmessage: ((event: MessageEvent<SurveyOrder>) => void) | null
}

const follow = inTurn(
  surveyReader(await loadDecoders(), (answer) => scope.postMessage(answer), loadInterpreter),
  reportError,
)
scope.onmessage = ({ data }) => follow(data)
scope.postMessage({ type: 'ready' })
