import { describe, expect, it } from 'vitest'
import { type Area, keepSettings } from '../../src/devtools/keep-settings.ts'

/** A storage area whose change events come when the test says so. */
class LateArea implements Area {
  readonly stored: Record<string, unknown> = {}
  readonly #events: Record<string, unknown>[] = []
  #listener: (changes: Record<string, unknown>) => void = () => {}
  readonly onChanged = {
    addListener: (listener: (changes: Record<string, unknown>) => void): void => {
      this.#listener = listener
    },
  }

  async get(key?: string): Promise<Record<string, unknown>> {
    if (key === undefined) return { ...this.stored }
    return key in this.stored ? { [key]: this.stored[key] } : {}
  }
  async set(values: Record<string, unknown>): Promise<void> {
    Object.assign(this.stored, values)
    for (const [key, newValue] of Object.entries(values)) this.#events.push({ [key]: { newValue } })
  }
  async remove(key: string): Promise<void> {
    delete this.stored[key]
    this.#events.push({ [key]: {} })
  }
  /** Delivers the oldest event; answers whether there was one. */
  deliver(): boolean {
    const changes = this.#events.shift()
    if (changes) this.#listener(changes)
    return changes !== undefined
  }
}

/** All that is under way by microtasks. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('settings', () => {
  it('are not set back by the late event of an earlier write', async () => {
    const area = new LateArea()
    const settings = await keepSettings(area)
    const seen: unknown[] = []
    settings.listen(() => seen.push(settings.get('word', '')))
    for (const word of ['s', 'se', 'ses']) settings.set('word', word)
    await settled()
    settings.set('word', 'sesame')
    while (area.deliver()) {
      expect(settings.get('word', '')).toBe('sesame')
      await settled()
    }
    expect(settings.get('word', '')).toBe('sesame')
    expect(area.stored).toEqual({ word: 'sesame' })
    expect(new Set(seen)).toEqual(new Set(['sesame']))
  })

  it('follow what another window changes or removes', async () => {
    const area = new LateArea()
    const settings = await keepSettings(area)
    settings.set('word', 'mine')
    await settled()
    area.deliver()
    await area.set({ word: 'theirs' })
    area.deliver()
    await settled()
    expect(settings.get('word', '')).toBe('theirs')
    await area.remove('word')
    area.deliver()
    await settled()
    expect(settings.get('word', 'none')).toBe('none')
  })

  it('hold here when they can’t be written, and say so until they are', async () => {
    const area = new LateArea()
    const write = area.set
    area.set = () => Promise.reject(new Error('full'))
    const settings = await keepSettings(area)
    let told = 0
    settings.listen(() => told++)
    expect(await settings.set('word', 'kept')).toBe(false)
    expect(settings.get('word', '')).toBe('kept')
    expect(settings.problem).toBe('full')
    expect(told).toBe(1)
    area.set = write
    expect(await settings.set('other', 1)).toBe(true)
    expect(settings.problem).toBe('full')
    expect(await settings.set('word', 'kept')).toBe(true)
    expect(settings.problem).toBeNull()
    expect(told).toBe(2)
  })
})
