import { vi } from 'vitest'
import { type FakeTab, fakeTab } from '../../../demo/playground/fake-tab.ts'
import { mount } from '../../../src/devtools/mount.tsx'
import { Sender } from '../../../src/devtools/sender.ts'
import { newSieve } from '../../../src/devtools/sieve.ts'
import { type Desk, newDesk, type Settings } from '../../../src/devtools/state.ts'
import { waitFor } from '../../wait-for.ts'

/** The whole panel in a document without layout: only the first rows of lists are drawn. */
export interface ShownPanel {
  readonly tab: FakeTab
  readonly root: HTMLElement
  readonly desk: Desk
  readonly reload: ReturnType<typeof vi.fn<(counting: boolean) => void>>
  find(testId: string): HTMLElement
  all(testId: string): readonly HTMLElement[]
  /** Waits until the text of an element contains all words. */
  says(testId: string, ...words: readonly string[]): Promise<void>
  fill(testId: string, text: string): void
  click(testId: string): void
  press(target: HTMLElement, key: string, more?: KeyboardEventInit): void
  /** Takes the panel away and shows it again, as docking DevTools elsewhere does. */
  dock(): void
  leave(): void
}

export function showPanel(tab: FakeTab = fakeTab()): ShownPanel {
  const root = document.createElement('div')
  document.body.append(root)
  const desk = newDesk()
  const values = new Map<string, unknown>()
  const settings: Settings = {
    get: <Value>(key: string, fallback: Value) => (values.has(key) ? (values.get(key) as Value) : fallback),
    set: async (key, value) => values.set(key, value) === values,
    problem: null,
    listen: () => () => {},
  }
  const reload = vi.fn<(counting: boolean) => void>()
  const theme = { current: 'dark', listen: () => () => {} } as const
  const { session } = tab
  const sieve = newSieve(session)
  const sender = new Sender(session, sieve)
  const show = () => mount({ session, desk, sieve, sender, settings, theme, browser: 'firefox', reload }, root)
  let undo = show()

  const all = (testId: string) => [...root.querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`)]
  const find = (testId: string): HTMLElement => {
    const [found] = all(testId)
    if (!found) throw new Error(`No ${testId} in: ${root.textContent}`)
    return found
  }
  return {
    tab,
    root,
    desk,
    reload,
    find,
    all,
    says: (testId, ...words) =>
      waitFor(() => {
        const { textContent } = find(testId)
        const missing = words.filter((word) => !textContent.includes(word))
        if (missing.length > 0) throw new Error(`${testId} says “${textContent}”, not ${missing.join(', ')}`)
      }),
    fill(testId, text) {
      const field = find(testId) as HTMLInputElement
      field.value = text
      field.dispatchEvent(new Event('input', { bubbles: true }))
    },
    click: (testId) => find(testId).click(),
    press: (target, key, more) =>
      void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more })),
    dock() {
      undo()
      undo = show()
    },
    leave() {
      undo()
      root.remove()
    },
  }
}
