import { checkJson } from '../json-check.ts'
import type { Problem } from '../query/syntax.ts'
import { readCondition, readSteps } from './condition.ts'
import { readScript } from './mock.ts'
import { replaceProblem } from './replace-problem.ts'
import {
  type Action,
  type ActionType,
  isSocketAction,
  type MockServer,
  type Recorded,
  type Rule,
  SOCKET_ACTIONS,
} from './rule.ts'

/** A rule as it is typed, kept and written to files: all values are texts, right or wrong. */
export interface RuleDraft {
  readonly name: string
  readonly when: string
  readonly type: ActionType
  readonly percent: string
  readonly seed: string
  /** By the name of the field. */
  readonly values: Readonly<Record<string, string>>
}

/** A rule in the list. */
export interface RuleEntry {
  readonly id: number
  readonly on: boolean
  readonly draft: RuleDraft
}

export interface FieldInfo {
  readonly key: string
  readonly label: string
  readonly fallback: string
  readonly lines?: boolean
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
}

export interface ActionInfo {
  readonly type: ActionType
  readonly label: string
  readonly fields: readonly FieldInfo[]
}

const field = (key: string, label: string, fallback = '', lines = false): FieldInfo => ({ key, label, fallback, lines })

/** All that can be done, in the order in which it is offered. */
export const ACTIONS: readonly ActionInfo[] = [
  { type: 'hold', label: 'Hold for editing', fields: [] },
  { type: 'drop', label: 'Drop', fields: [] },
  {
    type: 'replace',
    label: 'Replace',
    fields: [
      {
        ...field('how', 'What', 'text'),
        choices: [
          { value: 'text', label: 'A text' },
          { value: 'regexp', label: 'A regular expression' },
          { value: 'all', label: 'The whole message' },
        ],
      },
      field('find', 'Find'),
      field('by', 'Replace with', '', true),
    ],
  },
  { type: 'set', label: 'Set a JSON value', fields: [field('path', 'Path', '$.'), field('by', 'JSON', 'null')] },
  { type: 'delay', label: 'Delay', fields: [field('from', 'From ms', '200'), field('to', 'To ms', '200')] },
  { type: 'duplicate', label: 'Duplicate', fields: [field('times', 'Times', '2')] },
  { type: 'reorder', label: 'Reorder', fields: [field('window', 'Messages', '3')] },
  { type: 'corrupt', label: 'Corrupt one character', fields: [] },
  { type: 'throttle', label: 'Throttle', fields: [field('rate', 'Messages/s', '2')] },
  { type: 'answer', label: 'Answer instead', fields: [field('text', 'Answer', '', true)] },
  { type: 'close', label: 'Close the socket', fields: [field('code', 'Code', '1006'), field('reason', 'Reason')] },
  { type: 'redirect', label: 'Redirect the URL', fields: [field('find', 'Find'), field('by', 'Replace with')] },
  { type: 'refuse', label: 'Refuse the connection', fields: [] },
  {
    type: 'mock',
    label: 'Mock the server',
    fields: [
      {
        ...field('server', 'Server', 'echo'),
        choices: [
          { value: 'echo', label: 'Echo' },
          { value: 'silent', label: 'Silent' },
          { value: 'script', label: 'Script of steps' },
          { value: 'recording', label: 'Recorded socket' },
        ],
      },
      field('text', 'Steps', 'on open\nsend hello\non "ping"\nsend pong', true),
    ],
  },
]

export const actionInfo = (type: ActionType): ActionInfo => ACTIONS.find((one) => one.type === type) as ActionInfo

/** The fields that count for what has been chosen so far. */
export function fieldsOf({ type, values }: RuleDraft): readonly FieldInfo[] {
  const { fields } = actionInfo(type)
  if (type === 'replace' && values.how === 'all') return fields.filter(({ key }) => key !== 'find')
  const hasNoText = type === 'mock' && values.server !== 'script' && values.server !== 'recording'
  return hasNoText ? fields.filter(({ key }) => key !== 'text') : fields
}

export function newDraft(type: ActionType = 'hold', when = '', name = ''): RuleDraft {
  const values = Object.fromEntries(ACTIONS.flatMap(({ fields }) => fields).map(({ key, fallback }) => [key, fallback]))
  const own = Object.fromEntries(actionInfo(type).fields.map(({ key, fallback }) => [key, fallback]))
  return { name, when, type, percent: '100', seed: '1', values: { ...values, ...own } }
}

export type CheckedRule =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>>; readonly when: Problem | null }

/** Reads a draft. The rule has number 0 and is off: whoever has a list says what it is there. */
export function checkRule(draft: RuleDraft): CheckedRule {
  const problems: Record<string, string> = {}
  const isSocket = SOCKET_ACTIONS.includes(draft.type)
  const condition = readCondition(draft.when, isSocket ? 'socket' : 'message')
  const value = (key: string): string => draft.values[key] ?? ''
  const number = (key: string, text: string, least: number, most: number): number => {
    const read = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN
    if (!(read >= least && read <= most)) problems[key] = `Write a number from ${least} to ${most}.`
    return read
  }
  const percent = number('percent', draft.percent, 1, 100)
  const seed = number('seed', draft.seed, 0, 2 ** 32 - 1)
  const action = ((): Action => {
    switch (draft.type) {
      case 'hold':
      case 'drop':
      case 'corrupt':
      case 'refuse':
        return { type: draft.type }
      case 'replace': {
        const how = value('how') === 'all' ? 'all' : value('how') === 'regexp' ? 'regexp' : 'text'
        if (how !== 'all' && value('find') === '') problems.find = 'Write what is to be replaced.'
        else if (how === 'regexp') {
          const problem = replaceProblem(value('find'))
          if (problem) problems.find = problem
        }
        return { type: 'replace', how, find: value('find'), by: value('by') }
      }
      case 'set': {
        const steps = readSteps(value('path'))
        if (!('steps' in steps) || steps.steps.length === 0) {
          const at = 'at' in steps ? ` It can’t be read from character ${steps.at + 1} on.` : ''
          problems.path = `Write names, indexes and *, as in $.items[0].price.${at}`
        }
        const json = checkJson(value('by'))
        if (!json.ok) problems.by = json.message
        return { type: 'set', path: value('path'), by: value('by') }
      }
      case 'delay': {
        const from = number('from', value('from'), 0, 600_000)
        const to = number('to', value('to'), 0, 600_000)
        if (to < from) problems.to = 'Write a time that is not shorter than the first one.'
        return { type: 'delay', from, to }
      }
      case 'duplicate':
        return { type: 'duplicate', times: Math.round(number('times', value('times'), 2, 100)) }
      case 'reorder':
        return { type: 'reorder', window: Math.round(number('window', value('window'), 2, 100)) }
      case 'throttle':
        return { type: 'throttle', rate: number('rate', value('rate'), 0.01, 10_000) }
      case 'answer':
        return { type: 'answer', text: value('text') }
      case 'close':
        return { type: 'close', code: number('code', value('code'), 1000, 4999), reason: value('reason') }
      case 'redirect':
        if (value('find') === '' && !/^wss?:/.test(value('by'))) {
          problems.by = 'With nothing to find, write the whole address: ws://… or wss://…'
        }
        return { type: 'redirect', find: value('find'), by: value('by') }
      case 'mock':
        return { type: 'mock', server: serverOf(value('server'), value('text'), problems) }
      default:
        return draft.type satisfies never
    }
  })()
  if (!condition.ok || Object.keys(problems).length > 0) {
    return { ok: false, problems, when: condition.ok ? null : condition.problem }
  }
  const name = draft.name.trim() || actionInfo(draft.type).label
  return { ok: true, rule: { id: 0, name, on: false, when: draft.when, percent, seed, action } }
}

function serverOf(server: string, text: string, problems: Record<string, string>): MockServer {
  if (server === 'script') {
    const read = readScript(text)
    if (!read.ok) problems.text = `Line ${read.problem.line}: ${read.problem.message}`
    return { type: 'script', text }
  }
  if (server === 'recording') {
    const recording = readRecording(text)
    if (recording) return recording
    problems.text = 'Choose “Mock this socket with this recording” in the menu of one of the socket’s rows.'
  }
  return { type: server === 'silent' ? 'silent' : 'echo' }
}

function readRecording(text: string): (MockServer & { type: 'recording' }) | null {
  try {
    const { protocol, messages } = JSON.parse(text) as { protocol: unknown; messages: unknown }
    if (typeof protocol !== 'string' || !Array.isArray(messages) || !messages.every(isRecorded)) return null
    return { type: 'recording', protocol, messages }
  } catch {
    return null
  }
}

function isRecorded(value: unknown): value is Recorded {
  if (typeof value !== 'object' || value === null) return false
  const { payload, sent, time } = value as Record<string, unknown>
  const isBytes =
    typeof payload === 'object' && payload !== null && typeof (payload as { base64?: unknown }).base64 === 'string'
  return typeof sent === 'boolean' && typeof time === 'number' && (typeof payload === 'string' || isBytes)
}

/** Whether the panel must decide which of the messages that the page holds for a rule meet its condition. */
export function isDecidedHere({ action, when }: Rule): boolean {
  if (isSocketAction(action)) return false
  const reading = readCondition(when)
  return reading.ok && !reading.exact
}
