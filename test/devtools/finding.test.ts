import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeTab, fakeTab } from '../../demo/playground/fake-tab.ts'
import { newDesk, type SavedFilter, type Settings, type State } from '../../src/devtools/state.ts'
import { waitFor } from '../wait-for.ts'
import { stateOf } from './state-of.ts'

/** Filters as a person types, saves and switches them, and finding among the rows that they leave. */

let tab: FakeTab
let values: Map<string, unknown>
let state: State

const settings = (): Settings => ({
  get: <Value>(key: string, fallback: Value) => (values.has(key) ? (values.get(key) as Value) : fallback),
  set: async (key, value) => values.set(key, value) === values,
  problem: null,
  listen: () => () => {},
})
const shown = () =>
  Array.from({ length: state.length.value }, (_, index) => state.session.log.body(state.view.value.at(index) ?? -1))
const type = (text: string) => {
  state.choices.filter.value = text
  while (!state.step());
}
const find = (text: string) => {
  state.choices.find.value = text
  while (!state.step());
}
const chosen = () => (state.row.value === null ? null : state.session.log.body(state.row.value))
const saved = (...filters: readonly Partial<SavedFilter>[]) => {
  state.setSaved(filters.map((filter) => ({ name: 'x', text: '', on: true, ...filter })))
  while (!state.step());
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  tab = fakeTab()
  values = new Map()
  state = stateOf(tab, newDesk(), settings(), () => {})
  const page = tab.open('page', 0, 'https://example.org/')
  for (const body of ['apple', 'banana', 'apple pie', 'cherry', 'apple cake']) page.tell({ kind: 'received', body })
  await vi.advanceTimersByTimeAsync(100)
  while (!state.step());
})
afterEach(() => {
  state.undo()
  vi.useRealTimers()
})

describe('a filter', () => {
  it('stays in force while what is typed can’t be read, which is said', () => {
    type('apple')
    type('apple size:')
    expect(state.filtering.problem.value?.message).toContain('a length such as')
    expect(shown()).toEqual(['apple', 'apple pie', 'apple cake'])
    type('apple size:>5')
    expect(state.filtering.problem.value).toBeNull()
    expect(shown()).toEqual(['apple pie', 'apple cake'])
  })
  it('waits for the engine that it needs, with the last one in force', async () => {
    type('apple')
    type('/p(ie|y)$/')
    expect(state.filtering.loading.value).toBe(true)
    expect(shown()).toEqual(['apple', 'apple pie', 'apple cake'])
    await waitFor(() => expect(state.filtering.loading.value).toBe(false))
    while (!state.step());
    expect(shown()).toEqual(['apple pie'])
  })
  it('holds together with the saved ones that are on', () => {
    saved({ text: 'apple' }, { text: 'pie' }, { text: 'cherry', on: false })
    expect(shown()).toEqual(['apple pie'])
    type('cake')
    expect(shown()).toEqual([])
    expect(values.get('filters')).toHaveLength(3)
    saved()
    expect(shown()).toEqual(['apple cake'])
  })
  it('is not tested anew when a saved one is only renamed', () => {
    saved({ text: 'apple' })
    const view = state.view.value
    saved({ text: 'apple', name: 'fruit' })
    expect(state.view.value).toBe(view)
  })
})

describe('finding', () => {
  it('chooses the nearest match, and goes round', () => {
    state.selectRow(state.view.value.at(1) as number)
    find('APPLE')
    expect(shown()).toHaveLength(5)
    expect(chosen()).toBe('apple pie')
    state.finding.go(1)
    expect(chosen()).toBe('apple cake')
    state.finding.go(1)
    expect(chosen()).toBe('apple')
    state.finding.go(-1)
    expect(chosen()).toBe('apple cake')
    expect(state.choices.following.value).toBe(false)
  })
  it('looks only among the rows that are shown', () => {
    type('-pie')
    find('apple')
    expect(state.finding.found.value?.length).toBe(2)
  })
  it('counts what comes', async () => {
    find('apple')
    tab.session.connect('ws://host/', [])
    await vi.advanceTimersByTimeAsync(0)
    await tab.session.send(1, 'an apple')
    while (!state.step());
    // What was sent, and its echo.
    expect(state.finding.found.value?.length).toBe(5)
  })
  it('takes cases and expressions as it is told', async () => {
    state.choices.findExact.value = true
    find('APPLE')
    expect(state.finding.found.value?.length).toBe(0)
    state.choices.findExact.value = false
    state.choices.findRegexp.value = true
    find('^APPLE$')
    await waitFor(() => expect(state.finding.search.value).not.toBeNull())
    while (!state.step());
    expect(chosen()).toBe('apple')
    find('(')
    expect(state.finding.problem.value).toContain('missing closing )')
    expect(state.finding.found.value).toBeNull()
  })
})
