/**
 * The panel on a page of its own, over a tab that exists in memory alone, to work on the interface without a browser
 * extension. What is shown is said in the address: ?scene=everything|empty|busy &reach= &theme=light|dark &browser=
 */

import { mount } from '../../src/devtools/mount.tsx'
import { Sender } from '../../src/devtools/sender.ts'
import { newSieve } from '../../src/devtools/sieve.ts'
import { newDesk, type Reach, type Settings, type Theme } from '../../src/devtools/state.ts'
import { type FakeTab, fakeTab } from './fake-tab.ts'
import { busy, everything } from './scene.ts'

const query = new URLSearchParams(location.search)

function tabOf(scene: string | null): FakeTab {
  if (scene === 'busy') return busy(window, Number(query.get('each') ?? 100))
  if (scene !== 'empty') return everything()
  const tab = fakeTab()
  tab.reach((query.get('reach') ?? 'ok') as Reach)
  return tab
}

function settingsInMemory(): Settings {
  const values = new Map<string, unknown>([['urls', ['ws://localhost:9998/echo', 'wss://live.shop.example/socket']]])
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

const tab = tabOf(query.get('scene'))
const desk = newDesk()
const sieve = newSieve(tab.session)
const sender = new Sender(tab.session, sieve)
const theme: Theme = { current: query.get('theme') === 'dark' ? 'dark' : 'light', listen: () => () => {} }
const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root')
const show = () =>
  mount(
    {
      session: tab.session,
      desk,
      sieve,
      sender,
      settings: settingsInMemory(),
      theme,
      browser: query.get('browser') === 'firefox' ? 'firefox' : 'chrome',
      reload: () => location.reload(),
    },
    root,
  )
let undo = show()

/** For the console: what docking elsewhere does to a panel. */
Object.assign(window, {
  tab,
  dock() {
    undo()
    undo = show()
  },
})
