import { describe, expect, it } from 'vitest'
import { readSteps } from '../../../src/core/checks/read-steps.ts'

const problem = (text: string) => {
  const reading = readSteps(text)
  return reading.ok ? null : reading.problem
}

describe('steps', () => {
  it('are read line by line', () => {
    const text =
      '# greet\nsend {"op": {{counter}}}\n\nsend hex 0a ff\nexpect json:$.op=1 or close:1006 within 2 s\nexpect none /err(or)?/ within 500\nexpect "within 3"\nwait 1s\nclose 4001 done it\nclose'
    expect(readSteps(text)).toEqual({
      ok: true,
      steps: [
        { line: 2, type: 'send', text: '{"op": {{counter}}}' },
        { line: 4, type: 'send hex', text: '0a ff' },
        { line: 5, type: 'expect', filter: 'json:$.op=1 or close:1006', within: 2000 },
        { line: 6, type: 'expect none', filter: '/err(or)?/', within: 500 },
        { line: 7, type: 'expect', filter: '"within 3"', within: 5000 },
        { line: 8, type: 'wait', time: 1000 },
        { line: 9, type: 'close', code: 4001, reason: 'done it' },
        { line: 10, type: 'close', code: 1000, reason: '' },
      ],
    })
  })

  it.each([
    ['\nhope for it', 2, /no step/],
    ['send', 1, /After “send”/],
    ['send hex 0g', 1, /./],
    ['send {{nothing}}', 1, /filled in/],
    ['expect', 1, /a filter/],
    ['expect within 2s', 1, /a filter/],
    ['expect dir:up', 1, /./],
    ['expect x within 700s', 1, /600/],
    ['expect x within 5 years', 1, /600/],
    ['wait long', 1, /600/],
    ['close 1006', 1, /1000 or/],
    ['', 1, /Write a step/],
  ])('that can’t be read are told by line: %j', (text, line, message) => {
    expect(problem(text)).toMatchObject({ line, message: expect.stringMatching(message) })
  })
})
