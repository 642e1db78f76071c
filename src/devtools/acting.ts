import type { SocketNumber } from '../core/log.ts'
import type { Payload } from '../core/row.ts'
import { Applier, type Outcome, type ReplaceRegexp } from '../core/rules/apply.ts'
import { checkRule, isDecidedHere, type RuleEntry } from '../core/rules/check-rule.ts'
import type { Rule, Touched } from '../core/rules/rule.ts'
import type { Socket } from '../core/socket.ts'
import type {
  ActReport,
  Batch,
  Command,
  Held,
  Mocked as MockedReport,
  Order,
  PageRule,
  PlayCommand,
  Refusal,
} from '../wire.ts'
import { Mocked } from './mocked.ts'
import { conditionOf, OFFLINE, pageRule } from './page-rule.ts'
import type { RuleJudge } from './rule-judge.ts'

/** What it needs of the session. */
export interface ActingContext {
  command(document: string, command: Command): void
  order(order: Order): void
  /** The session's number of a document's socket. */
  numberOf(document: string, socket: number): SocketNumber | undefined
  /** The document's number of one of its sockets. */
  theirs(socket: Socket): number | undefined
  /** See Requests. */
  ask(document: string, send: (command: Command) => void, make: (request: number) => Command): Promise<Refusal | null>
  changed(): void
}

/** A message that waits in the page for a person. */
export interface HeldMessage {
  readonly document: string
  readonly id: number
  /** The document's number of its socket. */
  readonly theirs: number
  readonly socket: SocketNumber | undefined
  readonly sent: boolean
  /** As the rules before the breakpoint left it. */
  readonly payload: Payload
  readonly by: string
  /** Why it can't go on any more; its text stays until it is dismissed. */
  ended: 'closed' | 'gone' | 'released' | null
}

/** How far rules are in force in a document. */
export type Stage = 'asked' | 'early' | 'late'

/** Names of what the page itself tells, by number; see content/act. */
const SILENCED = -1
const INJECTED = -2
/** How long a reorder rule gathers, ms. */
const GATHERING = 1000

interface Decided {
  /** null: nothing, for it met no rule after all. */
  readonly touched: Touched | null
  readonly verdict: { readonly deliver: readonly (Payload | null)[]; readonly overtakes: boolean } | null
}

/** The rules of one tab: brings them into its documents, decides what becomes of messages, and plays the servers of mocks. */
export class Acting {
  rules: readonly Rule[] = []
  /** As they were written, those with mistakes too. */
  entries: readonly RuleEntry[] = []
  /** The socket to which nothing comes and from which nothing goes, by number. */
  readonly silent = new Set<SocketNumber>()
  readonly hits = new Map<number, number>()
  /** Whether the tab seems to have no network. */
  offline = false
  /** In the order in which they came. */
  held: HeldMessage[] = []
  /** What mocks had to say. */
  warning: string | null = null
  readonly stages = new Map<string, Stage>()
  /** Makes what decides the conditions that the page can't, when the first rule has one. */
  makeJudge: (() => Promise<RuleJudge>) | null = null
  readonly #context: ActingContext
  #applier: Applier
  #judge: Promise<RuleJudge> | null = null
  /** Rules whose conditions the panel decides, by number. */
  #judged: ReadonlySet<number> = new Set()
  /** Messages that are being decided: those after them wait, so that chances fall in order. */
  #judging: Promise<void> | null = null
  #replace: ReplaceRegexp | null = null
  readonly #secrets = new Map<string, string>()
  /** By document and number, until its row has come. */
  readonly #decided = new Map<string, Decided>()
  /** What is to be played as soon as the page's part has come. */
  readonly #pending = new Map<string, Command[]>()
  readonly #mocked: Mocked
  /** Messages that wait to be put in another order, by document, socket and direction. */
  readonly #windows = new Map<string, { decide: () => void }[]>()

  constructor(context: ActingContext) {
    this.#context = context
    this.#mocked = new Mocked({
      command: (document, command) => context.command(document, command),
      warn: (text) => {
        this.warning = text
        context.changed()
      },
    })
    this.#applier = this.#newApplier()
  }

  #newApplier(): Applier {
    return new Applier((text, find, by) => this.#replace?.(text, find, by) ?? text)
  }

  /** Rules that are switched on and whose condition can be read. */
  get inForce(): readonly Rule[] {
    return this.rules.filter((rule) => rule.on && conditionOf(rule) !== null)
  }

  /** Puts these in force in all documents, in place of those before. Chances begin anew. */
  async setRules(rules: readonly Rule[]): Promise<void> {
    // The panel's objects go with it.
    this.rules = structuredClone(rules)
    this.#applier = this.#newApplier()
    this.#judged = new Set(this.rules.filter(isDecidedHere).map(({ id }) => id))
    const needsRegexp = this.rules.some(({ action }) => action.type === 'replace' && action.how === 'regexp')
    if (needsRegexp && !this.#replace) this.#replace = (await import('../core/rules/replace-regexp.ts')).replaceRegexp
    for (const document of this.stages.keys()) this.#put(document)
    this.#context.changed()
  }

  /** Likewise, as they were written. */
  setEntries(entries: readonly RuleEntry[]): void {
    this.entries = structuredClone(entries)
    const rules = this.entries.map(({ draft, id, on }) => {
      const checked = checkRule(draft)
      return checked.ok ? { ...checked.rule, id, on } : null
    })
    void this.setRules(rules.filter((rule) => rule !== null))
  }

  /** Rules as the page needs them, for a script that runs before the page's first one. */
  pageRules(): readonly PageRule[] {
    return [...(this.offline ? [OFFLINE] : []), ...this.inForce.map(pageRule)]
  }

  /** Lets the tab seem to have no network: these sockets close with 1006, and new ones fail until it is over. */
  setOffline(offline: boolean, sockets: readonly Socket[]): void {
    this.offline = offline
    for (const document of this.stages.keys()) this.#put(document)
    const end = { type: 'close', code: 1006, reason: '', wasClean: false } as const
    if (offline) for (const socket of sockets) if (this.canPlay(socket)) this.play(socket, end)
    this.#context.changed()
  }

  /** A document has greeted, perhaps again. */
  greet(document: string): void {
    this.#put(document, true)
  }

  #put(document: string, isNew = false): void {
    const stage = this.stages.get(document)
    const rules = this.pageRules()
    if (isNew && !stage) this.stages.set(document, 'asked')
    // Without rules a document is left as it is; where there were some, it is told that they are over.
    if (rules.length === 0 && !this.#secrets.has(document)) {
      if (stage === 'early' || stage === 'late') this.#context.command(document, { type: 'rules', rules })
      return
    }
    const secret = this.#secrets.get(document) ?? crypto.randomUUID()
    this.#secrets.set(document, secret)
    if (stage === 'early' || stage === 'late') this.#context.command(document, { type: 'rules', rules })
    else this.#context.command(document, { type: 'expect', secret })
  }

  receive(document: string, report: ActReport): void {
    switch (report.type) {
      case 'acting': {
        const secret = this.#secrets.get(document)
        if (report.stage === 'expecting') {
          if (secret) this.#context.order({ type: 'act', document, secret })
          break
        }
        this.stages.set(document, report.stage)
        this.#context.command(document, { type: 'rules', rules: this.pageRules() })
        for (const command of this.#pending.get(document) ?? []) this.#context.command(document, command)
        this.#pending.delete(document)
        break
      }
      case 'held':
        this.#hold(document, report)
        break
      case 'unheld':
        this.#end(document, report.id, report.why)
        break
      case 'mocked':
        this.#mock(document, report)
        break
      default:
        report satisfies never
    }
  }

  gone(document: string): void {
    this.stages.delete(document)
    this.#secrets.delete(document)
    this.held = this.held.map((one) => (one.document === document && !one.ended ? { ...one, ended: 'gone' } : one))
    this.#mocked.gone(document)
  }

  #hold(document: string, held: Held): void {
    const { id, rules } = held
    const key = keyOf(document, id)
    const known = this.#decided.get(key)
    if (known) {
      // The way was interrupted: said again, in case it was not heard.
      if (known.verdict) this.#context.command(document, { type: 'verdict', id, ...known.verdict })
      return
    }
    if (this.held.some((one) => one.document === document && one.id === id && !one.ended)) return
    const mine = this.rules.filter((rule) => rules.includes(rule.id))
    if (this.#judging === null && !mine.some((rule) => this.#judged.has(rule.id))) {
      this.#carryOut(document, held, mine)
      return
    }
    const waiting: Decided = { touched: null, verdict: null }
    this.#decided.set(key, waiting)
    const judging = (this.#judging ?? Promise.resolve())
      .then(() => this.#meeting(document, held, mine))
      .then((met) => {
        // The socket may have closed meanwhile.
        if (this.#decided.get(key) !== waiting) return
        this.#decided.delete(key)
        if (met.length > 0) this.#carryOut(document, held, met)
        else this.#decide(document, id, { touched: null, verdict: { deliver: [null], overtakes: false } })
      })
      .finally(() => {
        if (this.#judging === judging) this.#judging = null
        this.#context.changed()
      })
    this.#judging = judging
  }

  /** Those of the rules whose conditions a message meets that the page could not decide. */
  async #meeting(document: string, { data, sent, socket }: Held, rules: readonly Rule[]): Promise<readonly Rule[]> {
    const open = rules.filter(({ id }) => this.#judged.has(id))
    const sure = rules.filter((rule) => !open.includes(rule))
    if (open.length === 0 || !this.makeJudge) return sure
    this.#judge ??= this.makeJudge()
    const judge = await this.#judge.catch(() => null)
    if (!judge) {
      this.warning =
        'Rules with this condition need a part of Sockeye that could not be loaded. Close DevTools and open it again.'
      return sure
    }
    const one = { socket: this.#context.numberOf(document, socket), sent, payload: data }
    const answers = await judge.judge(
      open.map(({ when }) => when),
      one,
    )
    return rules.filter((rule) => sure.includes(rule) || answers[open.indexOf(rule)])
  }

  #carryOut(document: string, { id, socket, sent, data }: Held, rules: readonly Rule[]): void {
    const key = keyOf(document, id)
    const outcome = this.#applier.apply(rules, data, performance.now())
    for (const hit of outcome.hits) this.hits.set(hit, (this.hits.get(hit) ?? 0) + 1)
    if (outcome.hold) {
      const { numberOf } = this.#context
      this.held = [
        ...this.held,
        {
          document,
          id,
          theirs: socket,
          socket: numberOf(document, socket),
          sent,
          payload: outcome.deliver[0] ?? data,
          by: outcome.by,
          ended: null,
        },
      ]
      return
    }
    const before = outcome.changed || outcome.deliver.length === 0 ? data : null
    const touched = { what: outcome.what, by: outcome.by, before: outcome.deliver.length === 0 ? null : before }
    const deliver = outcome.changed || outcome.deliver.length === 0 ? outcome.deliver : [null]
    const decide = (overtakes: boolean): void => {
      this.#decide(document, id, { touched, verdict: { deliver, overtakes } })
      this.#also(document, socket, sent, outcome)
    }
    if (outcome.reorder) {
      this.#gather(`${document} ${socket} ${sent}`, outcome.reorder, document, { id, decide: () => decide(true) })
    } else if (outcome.delay > 0) {
      this.#decided.set(key, { touched, verdict: null })
      setTimeout(() => decide(false), outcome.delay)
    } else decide(false)
  }

  /** Lets a window go when it is full, or when nothing has come for a while. */
  #gather(
    key: string,
    { rule, window }: NonNullable<Outcome['reorder']>,
    document: string,
    one: { readonly id: number; readonly decide: () => void },
  ): void {
    const list = this.#windows.get(key) ?? []
    list.push(one)
    this.#decided.set(keyOf(document, one.id), { touched: NOTHING, verdict: null })
    const open = (): void => {
      if (this.#windows.get(key) !== list) return
      this.#windows.delete(key)
      for (const { decide } of this.#applier.shuffle(rule, list)) decide()
    }
    if (list.length === 1) {
      this.#windows.set(key, list)
      setTimeout(open, GATHERING)
    }
    if (list.length >= window) open()
  }

  #decide(document: string, id: number, decided: Decided): void {
    this.#decided.set(keyOf(document, id), decided)
    if (decided.verdict) this.#context.command(document, { type: 'verdict', id, ...decided.verdict })
  }

  /** What a rule does beside letting the message go on. */
  #also(document: string, socket: number, sent: boolean, { close, answer }: Pick<Outcome, 'close' | 'answer'>): void {
    if (answer !== null) this.#answer(document, socket, sent, answer)
    if (!close) return
    const happening = { type: 'close', ...close, wasClean: close.code !== 1006 } as const
    this.#context.command(document, { type: 'play', request: 0, socket, happening })
  }

  #answer(document: string, socket: number, sent: boolean, data: Payload): void {
    if (sent) {
      this.#context.command(document, { type: 'play', request: 0, socket, happening: { type: 'message', data } })
    } else this.#context.command(document, { type: 'send', request: 0, socket, data })
  }

  /** Lets a held message go on; null: as it came out of the rules. */
  forward(message: HeldMessage, payload: Payload | null): void {
    const deliver = structuredClone(payload ?? message.payload)
    const isChanged = payload !== null && payload !== message.payload
    const touched = {
      what: isChanged ? 'held, edited' : 'held',
      by: message.by,
      before: isChanged ? message.payload : null,
    }
    this.#settle(message, { touched, verdict: { deliver: [deliver], overtakes: false } })
  }

  drop(message: HeldMessage): void {
    this.#settle(message, {
      touched: { what: 'held, dropped', by: message.by, before: null },
      verdict: { deliver: [], overtakes: false },
    })
  }

  /** The message goes no further, and whoever sent it gets this from the other side. */
  answer(message: HeldMessage, payload: Payload): void {
    this.#settle(message, {
      touched: { what: 'held, answered', by: message.by, before: null },
      verdict: { deliver: [], overtakes: false },
    })
    this.#answer(message.document, message.theirs, message.sent, structuredClone(payload))
  }

  forwardAll(): void {
    for (const message of this.held) if (!message.ended) this.forward(message, null)
  }

  /** Lets something happen on a page's socket as if its server or the network had done it; what came of it, the log tells. */
  play(socket: Socket, happening: PlayCommand['happening']): void {
    const theirs = this.#context.theirs(socket)
    if (theirs === undefined) return
    const { document } = socket
    if (happening.type === 'silence') {
      if (happening.on) this.silent.add(socket.number)
      else this.silent.delete(socket.number)
    }
    this.#tell(document, { type: 'play', request: 0, socket: theirs, happening: structuredClone(happening) })
  }

  /** Lets the page receive a message as if the server had sent it. Resolves to why it was refused, or null. */
  async inject(socket: Socket, payload: Payload): Promise<Refusal | null> {
    const theirs = this.#context.theirs(socket)
    if (theirs === undefined || socket.gone) return { why: 'gone' }
    const { document } = socket
    const data = structuredClone(payload)
    const tell = (command: Command): void => this.#tell(document, command)
    return this.#context.ask(document, tell, (request) => {
      return { type: 'play', request, socket: theirs, happening: { type: 'message', data } }
    })
  }

  /** Commands the page's part of the rules, as soon as it is there. */
  #tell(document: string, command: Command): void {
    if (this.#isThere(document)) this.#context.command(document, command)
    else {
      this.#pending.set(document, [...(this.#pending.get(document) ?? []), command])
      this.#bring(document)
    }
  }

  #isThere(document: string): boolean {
    const stage = this.stages.get(document)
    return stage === 'early' || stage === 'late'
  }

  /** Whether something can be played on a socket. Workers and streams have no part of the rules. */
  canPlay({ document, gone, origin, state, stream }: Socket): boolean {
    return origin === 'page' && !gone && !stream && state !== 3 && this.stages.has(document)
  }

  /** Brings the page's part into a document though no rule asks for it. */
  #bring(document: string): void {
    const secret = this.#secrets.get(document) ?? crypto.randomUUID()
    this.#secrets.set(document, secret)
    this.#put(document)
  }

  /** Takes one that has ended off the list. */
  dismiss(message: HeldMessage): void {
    this.held = this.held.filter((one) => one !== message)
    this.#context.changed()
  }

  #settle(message: HeldMessage, decided: Decided): void {
    const { document, id } = message
    this.held = this.held.filter((one) => one.document !== document || one.id !== id)
    if (!message.ended) this.#decide(document, id, decided)
    this.#context.changed()
  }

  #end(document: string, id: number, why: 'released' | 'closed'): void {
    this.held = this.held.map((one) => (one.document === document && one.id === id ? { ...one, ended: why } : one))
    const closed: Touched = { what: 'not delivered: the socket closed', by: '', before: null }
    this.#decided.set(keyOf(document, id), { touched: why === 'closed' ? closed : RELEASED, verdict: null })
  }

  /** Rows have come, from this place of a batch on: answers what was done to each; null where no rule can have met one. */
  rows(document: string, batch: Batch, from: number): (Touched | undefined)[] | null {
    if (this.#mocked.isEmpty && !batch.held) return null
    return batch.body.slice(from).map((_, at) => this.#row(document, batch, from + at))
  }

  /** A row has come: answers what was done to it, and lets a mock hear what the page did. */
  #row(document: string, batch: Batch, at: number): Touched | undefined {
    const isMocked = this.#mocked.has(document, batch.socket[at] as number)
    this.#mocked.row(document, batch, at)
    const held = batch.held?.[at]
    if (!held) return undefined
    if (held === SILENCED) return { what: 'silenced', by: '', before: null }
    if (held === INJECTED) return { what: isMocked ? 'mocked' : 'injected', by: '', before: null }
    const key = keyOf(document, held)
    const decided = this.#decided.get(key)
    if (!decided) return this.#missed(document, held)
    // One that was sent several times has several rows.
    if ((decided.verdict?.deliver.length ?? 0) < 2) this.#decided.delete(key)
    return decided.touched ?? undefined
  }

  /** It went on while nobody was heard here. */
  #missed(document: string, id: number): Touched {
    const isIt = (one: HeldMessage) => one.document === document && one.id === id && !one.ended
    this.held = this.held.map((one) => (isIt(one) ? { ...one, ended: 'released' } : one))
    return RELEASED
  }

  #mock(document: string, mocked: MockedReport): void {
    const { rule: id } = mocked
    const isNew = this.#mocked.begin(
      document,
      mocked,
      this.rules.find((one) => one.id === id),
    )
    if (isNew && id !== OFFLINE.id) this.hits.set(id, (this.hits.get(id) ?? 0) + 1)
  }
}

const RELEASED: Touched = { what: 'released: the panel was away', by: '', before: null }
const NOTHING: Touched = { what: 'reordered', by: '', before: null }

const keyOf = (document: string, id: number): string => `${document} ${id}`

/** The condition of a rule as data; null where it can't be read. */
