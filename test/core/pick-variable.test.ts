import { describe, expect, it } from 'vitest'
import { pickVariable, variableName } from '../../src/core/pick-variable.ts'
import { fillTemplate } from '../../src/core/template.ts'

describe('a value that is picked from a message', () => {
  it('is called as it is there, in one word', () => {
    expect(variableName('token')).toBe('token')
    expect(variableName('user {id}')).toBe('user-id-')
    expect(variableName('3')).toBe('value')
    expect(variableName(null)).toBe('value')
    expect(variableName('x'.repeat(99))).toHaveLength(40)
  })

  it('is filled in under any name that a message may give it', () => {
    for (const key of ['token', 'a b', '{{x}}', '\n', '', 'ключ', '0']) {
      const name = variableName(key)
      const source = { now: () => 0, random: () => 0, uuid: () => '', counter: () => 0 }
      const filled = fillTemplate(`{{env ${name}}}`, { ...source, variables: [{ name, value: 'it' }] })
      expect(filled).toMatchObject({ ok: true, text: 'it' })
    }
  })

  it('takes the place of the one that has its name', () => {
    const variables = [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]
    expect(pickVariable(variables, { name: 'a', value: '3' })).toEqual([{ name: 'a', value: '3' }, variables[1]])
    expect(pickVariable(variables, { name: 'c', value: '4' })).toEqual([...variables, { name: 'c', value: '4' }])
  })
})
