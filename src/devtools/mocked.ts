import { isPayload, KINDS } from '../core/row.ts'
import { type Mock, startMock } from '../core/rules/mock.ts'
import type { Rule } from '../core/rules/rule.ts'
import type { Batch, Command, Mocked as MockedReport } from '../wire.ts'

export interface MockedContext {
  command(document: string, command: Command): void
  /** What a mock has to say to people. */
  warn(text: string): void
}

/** The servers of mocked sockets, which play in the devtools page. */
export class Mocked {
  readonly #context: MockedContext
  /** By document and the document's number of the socket. */
  readonly #mocks = new Map<string, Mock>()

  constructor(context: MockedContext) {
    this.#context = context
  }

  get isEmpty(): boolean {
    return this.#mocks.size === 0
  }

  has(document: string, socket: number): boolean {
    return this.#mocks.has(keyOf(document, socket))
  }

  /** A socket was kept from the network by this rule; one that is no mock, or is there no more, refuses it. False where it plays already. */
  begin(document: string, { protocols, socket }: MockedReport, rule: Rule | undefined): boolean {
    if (this.has(document, socket)) return false
    const play = (happening: Parameters<Parameters<typeof startMock>[1]['play']>[0]): void =>
      this.#context.command(document, { type: 'play', request: 0, socket, happening })
    if (rule?.action.type !== 'mock') {
      play({ type: 'close', code: 1006, reason: '', wasClean: false })
      return true
    }
    this.#mocks.set(
      keyOf(document, socket),
      startMock(rule.action.server, {
        protocols,
        play,
        after(time, run) {
          const timer = setTimeout(run, time)
          return () => clearTimeout(timer)
        },
        warn: (text) => this.#context.warn(text),
      }),
    )
    return true
  }

  /** A row has come: the mock hears what the page did. */
  row(document: string, batch: Batch, at: number): void {
    const socket = batch.socket[at] as number
    const mock = this.#mocks.get(keyOf(document, socket))
    const body = batch.body[at]
    if (!mock || body === undefined) return
    const kind = KINDS[batch.kind[at] as number]
    if (kind === 'sent' && isPayload(body)) mock.heard(body)
    else if (kind === 'close' && body !== null && typeof body === 'object' && 'code' in body) {
      mock.ended(body.code, 'reason' in body ? body.reason : null)
    } else if (kind === 'closed') this.#mocks.delete(keyOf(document, socket))
  }

  gone(document: string): void {
    for (const [key, mock] of this.#mocks) {
      if (!key.startsWith(`${document} `)) continue
      mock.ended(null, null)
      this.#mocks.delete(key)
    }
  }
}

const keyOf = (document: string, socket: number): string => `${document} ${socket}`
