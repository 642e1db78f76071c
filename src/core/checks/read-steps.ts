import { parseHex } from '../parse-bytes.ts'
import { parse } from '../query/parse.ts'
import { checkTemplate } from '../template.ts'

/** One step of checks. Times in ms; `line` from 1. */
export type Step = { readonly line: number } & (
  | { readonly type: 'send'; readonly text: string }
  /** `text` is hexadecimal. */
  | { readonly type: 'send hex'; readonly text: string }
  /** A message, or an end, comes that the filter lets pass; or with `none` it does not. */
  | { readonly type: 'expect' | 'expect none'; readonly filter: string; readonly within: number }
  | { readonly type: 'wait'; readonly time: number }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
)

/** Where steps can't be read, and what to do. */
export interface StepProblem {
  /** From 1. */
  readonly line: number
  readonly message: string
}

export type StepsReading =
  | { readonly ok: true; readonly steps: readonly Step[] }
  | { readonly ok: false; readonly problem: StepProblem }

/** How long something is expected where nothing else is said, ms. */
export const PATIENCE = 5000
const MOST_TIME = 600_000
const TIME = /^(\d{1,6})(?:\s*(ms|s))?$/

/**
 * Reads checks, a step on each line:
 *
 *   send {"op":"get"}                    a text message; placeholders of templates are filled in
 *   send hex 0a ff                       bytes
 *   expect json:$.op=got within 2s       the next message that the filter lets pass; also `close:1006` and other ends
 *   expect none /error/ within 500       nothing that the filter lets pass comes
 *   wait 200                             ms, or with s
 *   close 1000 done                      code and reason
 *
 * A message is looked at once: what comes before the one that was expected is passed over. Without `within`, 5 s.
 * Lines that are empty or begin with # are passed over.
 */
export function readSteps(text: string): StepsReading {
  const steps: Step[] = []
  for (const [at, whole] of text.split(/\r?\n/).entries()) {
    const trimmed = whole.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const step = readStep(trimmed, at + 1)
    if (typeof step === 'string') return { ok: false, problem: { line: at + 1, message: step } }
    steps.push(step)
  }
  if (steps.length > 0) return { ok: true, steps }
  return { ok: false, problem: { line: 1, message: 'Write a step, as in: expect json:$.type=welcome within 2s' } }
}

function readTime(text: string): number | null {
  const [, number, unit] = TIME.exec(text) ?? []
  const time = Number(number) * (unit === 's' ? 1000 : 1)
  return number !== undefined && time <= MOST_TIME ? time : null
}

/** A step, or in words why there is none. */
function readStep(text: string, line: number): Step | string {
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? []
  switch (word) {
    case 'send': {
      const [, hex] = /^hex(?:\s+(.*))?$/.exec(rest) ?? []
      if (hex !== undefined) {
        const bytes = parseHex(hex)
        return bytes.ok ? { line, type: 'send hex', text: hex } : bytes.message
      }
      if (rest === '') return 'After “send” comes the message, or hex and bytes.'
      return checkTemplate(rest) ?? { line, type: 'send', text: rest }
    }
    case 'expect': {
      const [, asked = '', within] = /^(.*?)(?:\s*\bwithin\s+(\d+\s*\w*))?$/.exec(rest) ?? []
      const [, none, filter = ''] = /^(none\s+)?(.*)$/.exec(asked.trim()) ?? []
      if (filter === '') return 'After “expect” comes a filter, as in: expect json:$.type=welcome within 2s'
      const reading = parse(filter)
      if (!reading.ok) return reading.problem.message
      const time = within === undefined ? PATIENCE : readTime(within)
      if (time === null) return 'After “within” comes a time up to 600 s, as in 500 or 2s.'
      return { line, type: none ? 'expect none' : 'expect', filter, within: time }
    }
    case 'wait': {
      const time = readTime(rest)
      return time === null ? 'After “wait” comes a time up to 600 s, as in 500 or 2s.' : { line, type: 'wait', time }
    }
    case 'close': {
      const [, code = '1000', reason = ''] = /^(\d+)\s*(.*)$/.exec(rest) ?? []
      const number = Number(code)
      const isCode = number === 1000 || (number >= 3000 && number <= 4999)
      if (!isCode || (rest !== '' && !/^\d/.test(rest)))
        return 'After “close” comes 1000 or a code from 3000 to 4999, and perhaps a reason.'
      return { line, type: 'close', code: number, reason }
    }
    default:
      return `“${word}” is no step. Steps are send, expect, wait and close.`
  }
}
