import { describe, expect, it } from 'vitest'
import { makeDraft } from '../../src/core/draft.ts'
import { fillTemplate, hasPlaceholder, type Source } from '../../src/core/template.ts'

function sourceOf(random = 0): Source {
  let count = 0
  return {
    now: () => 1_700_000_000_000,
    random: () => random,
    uuid: () => 'an-id',
    counter: () => ++count,
    variables: [{ name: 'token', value: 'a{{uuid}}b' }],
  }
}
const fill = (text: string, random?: number) => fillTemplate(text, sourceOf(random))

describe('a template', () => {
  it('fills in generated values, each anew', () => {
    expect(fill('{{uuid}} {{ now }} {{now iso}} {{counter}}{{counter}}')).toEqual({
      ok: true,
      text: 'an-id 1700000000000 2023-11-14T22:13:20.000Z 12',
      used: true,
    })
  })
  it('draws from both ends of a range', () => {
    expect(fill('{{random -1 100}}', 0)).toMatchObject({ text: '-1' })
    expect(fill('{{random -1 100}}', 0.999999)).toMatchObject({ text: '100' })
  })
  it('fills in a variable as it is, and nothing inside it', () => {
    expect(fill('<{{env token}}>')).toMatchObject({ text: '<a{{uuid}}b>' })
  })
  it.each([
    ['a {{env nobody}}', 'Column 3', 'no variable “nobody”'],
    ['{{env}}', 'Column 1', 'one variable'],
    ['{{random 5 1}}', 'Column 1', 'the lower one first'],
    ['{{random 1}}', 'Column 1', 'two whole numbers'],
    ['{{uuid 4}}', 'Column 1', 'nothing can be filled in'],
    ['{{}}', 'Column 1', 'nothing can be filled in'],
    ['one\n {{user}}', 'Line 2', '“user”'],
  ])('says what is wrong in %j', (text, place, what) => {
    const filled = fill(text)
    expect(filled.ok ? '' : filled.message).toContain(place)
    expect(filled.ok ? '' : filled.message).toContain(what)
  })
  it('leaves all other braces alone', () => {
    const text = '{"a":{"b":{}}} {{ {{"x" }}'
    expect(hasPlaceholder('{"a":{"b":{}}}')).toBe(false)
    expect(fill('{"a":{"b":{}}}')).toEqual({ ok: true, text: '{"a":{"b":{}}}', used: false })
    expect(fill(text).ok).toBe(false)
  })
})

describe('a draft', () => {
  const json = (text: string, fill = true) => makeDraft({ writing: 'json', text, bytes: null, fill }, sourceOf())
  it('is checked as it will be sent', () => {
    expect(json('{"n": {{counter}}}')).toMatchObject({ ok: true, payload: '{"n": 1}', filled: true })
    expect(json('{"n": {{uuid}}}')).toMatchObject({ ok: false, message: expect.stringContaining('Filled in, Column') })
  })
  it('is sent as typed where nothing is to be filled in', () => {
    expect(json('"{{nothing}}"', false)).toMatchObject({ ok: true, payload: '"{{nothing}}"', filled: false })
  })
})
