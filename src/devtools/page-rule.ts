/** Rules as the page needs them: what it asks of each message at once, as data. */
import { type Condition, NEVER, readCondition, readSteps } from '../core/rules/condition.ts'
import { isSocketAction, type Rule } from '../core/rules/rule.ts'
import type { PageRule } from '../wire.ts'

const ALWAYS = null
/** The page looks at the first MiB of a text; longer ones are for the panel to decide. */
const LONG: Condition = {
  is: 'size',
  range: { low: 2 ** 20, withLow: false, high: Number.MAX_VALUE, withHigh: true },
}
const textWith = (condition: Condition): Condition => ({
  is: 'all',
  of: [{ is: 'text' }, { is: 'any', of: [condition, LONG] }],
})

/** Refuses all new sockets, before any other rule. */
export const OFFLINE: PageRule = { id: -1, when: { is: 'all', of: [] }, alters: null, socket: 'refuse' }

/** Null where it can't be read: the rule is not in force. */
export function conditionOf({ action, when }: Rule): Condition | null {
  const reading = readCondition(when, isSocketAction(action) ? 'socket' : 'message')
  return reading.ok ? reading.condition : null
}

export function pageRule(rule: Rule): PageRule {
  const { action, id } = rule
  const when = conditionOf(rule) ?? NEVER
  const alters = altersOf(rule)
  if (!isSocketAction(action)) return { id, when, alters, socket: null }
  if (action.type === 'redirect') return { id, when, alters, socket: { find: action.find, by: action.by } }
  return { id, when, alters, socket: action.type }
}

/**
 * When a rule does anything to a message, as far as the page can know it. A message that waits for nothing would reach the
 * page as an event that is not trusted, and later: so a rule that changes nothing must not hold it.
 */
function altersOf({ action, percent }: Rule): Condition | null {
  if (percent <= 0) return NEVER
  switch (action.type) {
    case 'replace':
      if (action.how !== 'text' || action.find === '') return ALWAYS
      return action.find === action.by ? NEVER : textWith({ is: 'part', part: action.find, exact: true })
    case 'set': {
      const read = readSteps(action.path)
      if (!('steps' in read)) return NEVER
      if (read.steps.length === 0) return ALWAYS
      return textWith({ is: 'value', path: read.steps, comparison: null, text: '', quoted: false })
    }
    case 'delay':
      return action.to <= 0 ? NEVER : ALWAYS
    case 'duplicate':
      return action.times === 1 ? NEVER : ALWAYS
    case 'hold':
    case 'drop':
    case 'reorder':
    case 'corrupt':
    case 'throttle':
    case 'close':
    case 'answer':
    case 'redirect':
    case 'refuse':
    case 'mock':
      return ALWAYS
    default:
      return action satisfies never
  }
}
