/**
 * What answers in the place of a server: pure, with a clock that is handed in. The page's object says what the page did; this
 * says what the server does.
 */
import type { Payload } from '../row.ts'
import type { MockServer, Recorded } from './rule.ts'

/** What the page gets to see of its socket. */
export type Happening =
  | { readonly type: 'open'; readonly protocol: string }
  | { readonly type: 'message'; readonly data: Payload }
  | { readonly type: 'error' }
  | { readonly type: 'close'; readonly code: number; readonly reason: string; readonly wasClean: boolean }

export interface MockContext {
  readonly protocols: readonly string[]
  play(happening: Happening): void
  /** Runs something after so many ms; answers what undoes it. */
  after(time: number, run: () => void): () => void
  /** Something that a person should know. */
  warn(text: string): void
}

export interface Mock {
  /** The page has sent. */
  heard(payload: Payload): void
  /** The page has called close(), or the socket is gone. */
  ended(code: number | null, reason: string | null): void
}

/** Steps that one event may lead to, before the script counts as one that loops. */
export const STEP_LIMIT = 10_000

type Act =
  | { readonly do: 'send'; readonly text: string }
  | { readonly do: 'wait'; readonly time: number }
  | { readonly do: 'close'; readonly code: number; readonly reason: string }
  | { readonly do: 'repeat' }

interface Script {
  readonly open: readonly Act[]
  readonly answers: readonly { readonly part: string; readonly acts: readonly Act[] }[]
}

/** Where a script can't be read, and what to do. */
export interface ScriptProblem {
  /** From 1. */
  readonly line: number
  readonly message: string
}

/**
 * Reads a script, a step on each line:
 *
 *   on open               what follows happens when the socket opens
 *   on "ping"             what follows happens when the page sends a message with this text in it
 *   send {"a":1}          the rest of the line is the message
 *   wait 200              ms
 *   close 1011 too busy   code and reason
 *   repeat                begins again with the first step under this `on`
 *
 * Lines that are empty or begin with # are passed over.
 */
export function readScript(
  text: string,
): { readonly ok: true; readonly script: Script } | { readonly ok: false; readonly problem: ScriptProblem } {
  const open: Act[] = []
  const answers: { part: string; acts: Act[] }[] = []
  let acts = open
  const lines = text.split(/\r?\n/)
  const fault = (at: number, message: string) => ({ ok: false as const, problem: { line: at + 1, message } })
  for (const [at, whole] of lines.entries()) {
    const line = whole.trim()
    if (line === '' || line.startsWith('#')) continue
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? []
    if (word === 'on') {
      if (rest === 'open') acts = open
      else if (/^".+"$/.test(rest)) {
        acts = []
        answers.push({ part: rest.slice(1, -1), acts })
      } else return fault(at, 'After “on” comes open, or a text in quotes that the page sends.')
    } else if (word === 'send') acts.push({ do: 'send', text: rest })
    else if (word === 'wait') {
      if (!/^\d{1,7}$/.test(rest)) return fault(at, 'After “wait” comes a number of milliseconds.')
      acts.push({ do: 'wait', time: Number(rest) })
    } else if (word === 'close') {
      const [, code = '', reason = ''] = /^(\d{4})\s*(.*)$/.exec(rest) ?? []
      if (code === '') return fault(at, 'After “close” comes a code of four digits, and perhaps a reason.')
      acts.push({ do: 'close', code: Number(code), reason })
    } else if (word === 'repeat') acts.push({ do: 'repeat' })
    else return fault(at, `“${word}” is no step. Steps are on, send, wait, close and repeat.`)
  }
  return { ok: true, script: { open, answers } }
}

/** Opens the socket and plays the server. */
export function startMock(server: MockServer, context: MockContext): Mock {
  const undos = new Set<() => void>()
  let over = false
  const after = (time: number, run: () => void): void => {
    const undo = context.after(time, () => {
      undos.delete(undo)
      if (!over) run()
    })
    undos.add(undo)
  }
  const stop = (): void => {
    over = true
    for (const undo of undos) undo()
    undos.clear()
  }
  const play = (happening: Happening): void => {
    if (over) return
    context.play(happening)
    if (happening.type === 'close') stop()
  }
  const [first = ''] = context.protocols
  play({ type: 'open', protocol: server.type === 'recording' ? server.protocol : first })
  const listen = serve(server, { play, after, warn: context.warn })
  return {
    heard(payload) {
      if (!over) listen(payload)
    },
    ended(code, reason) {
      play({ type: 'close', code: code ?? 1005, reason: reason ?? '', wasClean: true })
      stop()
    },
  }
}

interface Stage {
  play(happening: Happening): void
  after(time: number, run: () => void): void
  warn(text: string): void
}

/** Begins to serve; answers what hears the page. */
function serve(server: MockServer, stage: Stage): (payload: Payload) => void {
  switch (server.type) {
    case 'echo':
      return (data) => stage.play({ type: 'message', data })
    case 'silent':
      return () => {}
    case 'script': {
      const read = readScript(server.text)
      if (!read.ok) return () => {}
      const { open, answers } = read.script
      perform(open, stage)
      return (payload) => {
        const text = typeof payload === 'string' ? payload : new TextDecoder().decode(payload)
        const answer = answers.find(({ part }) => text.includes(part))
        if (answer) perform(answer.acts, stage)
      }
    }
    case 'recording':
      return playBack(server.messages, stage)
    default:
      return server satisfies never
  }
}

/** Does one act after the other. A script that goes round without waiting is stopped. */
function perform(acts: readonly Act[], stage: Stage, begin = 0, done = 0): void {
  let steps = done
  for (let at = begin; at < acts.length; at++) {
    const act = acts[at] as Act
    if (++steps > STEP_LIMIT) {
      stage.warn(`The script was stopped after ${STEP_LIMIT} steps: it repeats without end.`)
      return
    }
    switch (act.do) {
      case 'send':
        stage.play({ type: 'message', data: act.text })
        break
      case 'wait': {
        const [next, counted] = [at + 1, steps]
        stage.after(act.time, () => perform(acts, stage, next, counted))
        return
      }
      case 'close':
        stage.play({ type: 'close', code: act.code, reason: act.reason, wasClean: act.code !== 1006 })
        return
      case 'repeat':
        at = -1
        break
      default:
        act satisfies never
    }
  }
}

export function payloadOf(payload: Recorded['payload']): Payload {
  if (typeof payload === 'string') return payload
  return Uint8Array.from(atob(payload.base64), (unit) => unit.charCodeAt(0)).buffer
}

/**
 * The server's messages, each after what the page had sent before it: what the page sends is counted, not compared, and the times
 * between are the recording's.
 */
function playBack(messages: readonly Recorded[], stage: Stage): (payload: Payload) => void {
  let at = 0
  let waiting = false
  let heard = 0
  const go = (from: number): void => {
    waiting = false
    let last = from
    while (at < messages.length) {
      const message = messages[at] as Recorded
      if (message.sent) {
        if (heard === 0) return
        heard--
      } else if (message.time - last > 4) {
        waiting = true
        stage.after(message.time - last, () => go(message.time))
        return
      } else stage.play({ type: 'message', data: payloadOf(message.payload) })
      last = message.time
      at++
    }
  }
  go(0)
  return () => {
    heard++
    if (!waiting) go(messages[at]?.time ?? 0)
  }
}
