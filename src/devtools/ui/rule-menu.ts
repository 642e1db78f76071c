import { batch } from '@preact/signals'
import { toBase64 } from '../../core/bytes.ts'
import type { RowNumber } from '../../core/log.ts'
import { likeRow } from '../../core/query/like.ts'
import { isPayload } from '../../core/row.ts'
import { newDraft, type RuleDraft } from '../../core/rules/check-rule.ts'
import { readCondition } from '../../core/rules/condition.ts'
import type { ActionType, Recorded } from '../../core/rules/rule.ts'
import type { State } from '../state.ts'
import type { MenuGroup } from './Menu.tsx'
import { socketName } from './socket-name.ts'

/** What a row's menu makes rules of: it opens the form, so that one sees what will happen before it does. */
export function ruleMenu(state: State, row: RowNumber): MenuGroup {
  const { choices, session } = state
  const { log } = session
  const write = (draft: RuleDraft): void =>
    batch(() => {
      choices.rule.value = { id: null, draft }
      choices.tab.value = 'rules'
      choices.details.value = true
    })
  const ofMessage =
    (type: ActionType, values: (draft: RuleDraft) => Record<string, string> = () => ({})) =>
    () => {
      if (!log.has(row)) return
      const draft = newDraft(type, conditionLike(state, row))
      write({ ...draft, values: { ...draft.values, ...values(draft) } })
    }
  const body = log.body(row)
  const mock = {
    label: 'Mock this socket with this recording…',
    testId: 'mock-like',
    onChoose: () => log.has(row) && write(mockOf(state, row)),
  }
  if (!isPayload(body)) return { items: session.sockets[log.socket(row)] ? [mock] : [] }
  return {
    items: [
      { label: 'Break on messages like this…', testId: 'break-like', onChoose: ofMessage('hold') },
      { label: 'Drop messages like this…', testId: 'drop-like', onChoose: ofMessage('drop') },
      {
        label: 'Replace messages like this…',
        testId: 'replace-like',
        onChoose: ofMessage('replace', () => ({ how: 'all', by: typeof body === 'string' ? body : '' })),
      },
      mock,
    ],
  }
}

/** What is asked of messages like this one, as far as it can be decided in the page. */
function conditionLike(state: State, row: RowNumber): string {
  const { log, sockets } = state.session
  const direction = `dir:${log.kind(row)}`
  const like = `${direction} ${likeRow(log, row)}`
  const reading = readCondition(like)
  if (reading.ok && reading.exact) return like
  const socket = sockets[log.socket(row)]
  return socket ? `${direction} socket:${JSON.stringify(pathOf(socket.url))}` : direction
}

const pathOf = (url: string): string => url.replace(/^wss?:/, '').replace(/[?#].*$/, '')

function mockOf({ session }: State, row: RowNumber): RuleDraft {
  const { log, sockets } = session
  const number = log.socket(row)
  const socket = sockets[number]
  const url = socket?.url ?? ''
  const begin = socket?.opened ?? null
  const messages: Recorded[] = []
  for (let at = log.first; at < log.end; at++) {
    const [body, kind] = [log.body(at), log.kind(at)]
    if (log.socket(at) !== number || (kind !== 'sent' && kind !== 'received') || !isPayload(body)) continue
    const payload = typeof body === 'string' ? body : { base64: toBase64(new Uint8Array(body)) }
    messages.push({
      sent: kind === 'sent',
      time: Math.max(0, Math.round(log.time(at) - (begin ?? log.time(at)))),
      payload,
    })
  }
  const draft = newDraft('mock', `socket:${JSON.stringify(pathOf(url))}`, `Recording of ${socketName(url).name}`)
  const text = JSON.stringify({ protocol: socket?.protocol ?? '', messages })
  return { ...draft, values: { ...draft.values, server: 'recording', text } }
}
