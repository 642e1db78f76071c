import { expect, it } from 'vitest'
import { fullWorkersOf, originsOf, withOrigin } from '../../src/core/full-workers.ts'

const A = 'https://a.example'
const B = 'http://localhost:8080'

it('is empty where nothing, or nothing that can be read, was stored', () => {
  for (const stored of [undefined, null, 'on', 5, { [A]: 'yes', [B]: true }]) expect(fullWorkersOf(stored)).toEqual({})
})

it('holds for the origins that are on', () => {
  const setting = withOrigin(withOrigin(fullWorkersOf({ [A]: 'on' }), B, 'on'), A, 'refused')
  expect(originsOf(setting)).toEqual([B])
  expect(setting[A]).toBe('refused')
  expect(withOrigin(setting, A, null)).toEqual({ [B]: 'on' })
})
