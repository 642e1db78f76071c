import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeTab, fakeTab } from '../../demo/playground/fake-tab.ts'
import { type Desk, newDesk, type Settings, type State } from '../../src/devtools/state.ts'
import { stateOf } from './state-of.ts'

function settingsOf(values = new Map<string, unknown>()): Settings {
  const listeners = new Set<() => void>()
  return {
    get: <Value>(key: string, fallback: Value) => (values.has(key) ? (values.get(key) as Value) : fallback),
    async set(key, value) {
      values.set(key, value)
      for (const listener of listeners) listener()
      return true
    },
    problem: null,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const texts = ['apple', 'banana', 'apple pie']

let tab: FakeTab
let desk: Desk
let settings: Settings
let ask: ReturnType<typeof vi.fn<() => void>>
let state: State

const settle = () => vi.advanceTimersByTimeAsync(0)
const bodies = () => {
  const { session, view, length } = state
  return Array.from({ length: length.value }, (_, index) => session.log.body(view.value.at(index) ?? -1))
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  tab = fakeTab()
  desk = newDesk()
  settings = settingsOf()
  ask = vi.fn()
  state = stateOf(tab, desk, settings, ask)
  const page = tab.open('page', 0, 'https://example.org/')
  page.tell(...texts.map((body, index) => ({ kind: index === 1 ? ('sent' as const) : ('received' as const), body })))
  await settle()
  state.step()
})
afterEach(() => {
  state.undo()
  vi.useRealTimers()
})

describe('filtering', () => {
  it('shows everything at first', () => {
    expect(bodies()).toEqual(texts)
  })
  it('shows rows with the text, whatever their case', () => {
    state.choices.filter.value = 'APPLE'
    state.step()
    expect(bodies()).toEqual(['apple', 'apple pie'])
  })
  it('shows one direction', () => {
    state.choices.filter.value = 'dir:sent'
    state.step()
    expect(bodies()).toEqual(['banana'])
  })
  it('asks for a frame when the question changes, although the session is still', () => {
    ask.mockClear()
    state.choices.filter.value = 'x'
    expect(ask).toHaveBeenCalled()
  })
  it('keeps the chosen row, seen or not', () => {
    const row = state.view.value.at(1)
    state.selectRow(row ?? -1)
    state.choices.filter.value = 'apple'
    state.step()
    expect(state.row.value).toBe(row)
  })
  it('stops when its share of a frame is over, says how far it is, and goes on at the next', async () => {
    tab.session.connect('ws://localhost/', [])
    await settle()
    for (let index = 0; index < 2000; index++) await tab.session.send(1, `number ${index}`)
    const clock = vi.spyOn(performance, 'now')
    let now = 0
    clock.mockImplementation(() => (now += 5))
    expect(state.step()).toBe(false)
    expect(state.progress.value).toBeGreaterThan(0)
    expect(state.progress.value).toBeLessThan(1)
    while (!state.step());
    expect(state.progress.value).toBe(1)
    expect(state.length.value).toBe(tab.session.log.length)
    clock.mockRestore()
  })
})

describe('following', () => {
  it('counts what comes once it has stopped', async () => {
    tab.session.connect('ws://localhost/', [])
    await settle()
    state.step()
    expect(state.unseen.value).toBe(0)
    state.choices.following.value = false
    await tab.session.send(1, 'new')
    state.step()
    // What was sent, and its echo.
    expect(state.unseen.value).toBe(2)
    state.choices.following.value = true
    expect(state.unseen.value).toBe(0)
  })
  it('counts what the filter lets through', async () => {
    tab.session.connect('ws://localhost/', [])
    await settle()
    state.choices.following.value = false
    state.choices.filter.value = 'dir:received'
    await tab.session.send(1, 'new')
    state.step()
    expect(state.unseen.value).toBe(1)
  })
})

describe('what is chosen', () => {
  it('is gone with its row', () => {
    state.selectRow(state.view.value.at(0) ?? -1)
    tab.session.clear()
    state.step()
    expect(state.row.value).toBeNull()
  })
  it('goes back to all sockets when the socket is forgotten', async () => {
    tab.session.connect('ws://refused/', [])
    await settle()
    state.selectSocket(1)
    state.step()
    expect(state.socket.value?.url).toBe('ws://refused/')
    tab.session.clear()
    state.step()
    expect(state.choices.socket.value).toBeNull()
  })
  it('is sent to unless another target is chosen, until another socket is selected', () => {
    tab.session.connect('ws://one/', [])
    tab.session.connect('ws://two/', [])
    state.step()
    state.selectSocket(1)
    expect(state.target.value?.url).toBe('ws://one/')
    state.choices.target.value = 2
    expect(state.target.value?.url).toBe('ws://two/')
    state.selectSocket(0)
    expect(state.target.value?.number).toBe(0)
  })
})

describe('the desk', () => {
  it('hands what was typed and chosen to the next panel', () => {
    state.choices.filter.value = 'apple'
    state.choices.draft.value = 'half a mess'
    state.choices.format.value = 'json'
    state.selectSocket(0)
    state.undo()
    state = stateOf(tab, desk, settings, ask)
    while (!state.step());
    expect(state.choices.draft.value).toBe('half a mess')
    expect(state.choices.format.value).toBe('json')
    expect(state.socket.value?.number).toBe(0)
    expect(bodies()).toEqual(['apple', 'apple pie'])
  })
  it('has bytes of its own, which outlive the window they came from', () => {
    const bytes = Uint8Array.of(1, 2, 3).buffer
    state.choices.file.value = { name: 'three', bytes }
    expect(desk.choices.file).toEqual({ name: 'three', bytes })
    expect(desk.choices.file?.bytes).not.toBe(bytes)
  })
  it('brings the next panel up where the last one did not follow the end, and looked for something', () => {
    state.choices.following.value = false
    state.choices.find.value = 'apple'
    state.undo()
    state = stateOf(tab, desk, settings, ask)
    while (!state.step());
    expect(bodies()).toEqual(texts)
  })
  it('hears nothing of a panel that is gone', () => {
    state.undo()
    ask.mockClear()
    state.choices.draft.value = 'too late'
    tab.session.clear()
    expect(desk.choices.draft).toBe('')
    expect(ask).not.toHaveBeenCalled()
  })
})

describe('test connections', () => {
  it('are remembered by URL, the last first, each once and twenty at most', () => {
    for (let index = 0; index < 25; index++) state.connect(`ws://host/${index}`, [])
    state.connect('ws://host/20', [])
    expect(state.urls()).toHaveLength(20)
    expect(state.urls().slice(0, 3)).toEqual(['ws://host/20', 'ws://host/24', 'ws://host/23'])
  })
  it('are selected, and the composer with them', () => {
    state.connect('ws://host/', [])
    state.step()
    expect(state.socket.value?.url).toBe('ws://host/')
    expect(state.choices.tab.value).toBe('compose')
  })
  it('that the browser refuses are not remembered', () => {
    tab.session.connect = () => {
      throw new SyntaxError('no')
    }
    expect(() => state.connect('ws://host/', [])).toThrow('no')
    expect(state.urls()).toEqual([])
  })
})

it('takes preserving the log from the settings', () => {
  stateOf(tab, newDesk(), settingsOf(new Map([['preserve', true]])), ask).undo()
  expect(tab.session.preserve).toBe(true)
})
