import { beforeAll, describe, expect, it } from 'vitest'
import { appendRows } from '../../scripts/bench/in-panel/append-rows.ts'
import { installMeter } from '../../scripts/bench/in-panel/install-meter.ts'
import { KINDS } from '../../src/core/row.ts'
import { VERSION } from '../../src/wire.ts'
import { useBrowser } from './harness.ts'
import { hasValue, says } from './looks.ts'

/** The list at a million rows, by real keys and clicks. */

const stage = useBrowser()
const ROWS = 1_000_000
const WORDS = { version: VERSION, received: KINDS.indexOf('received') }

const append = (rows: number) => stage.driver.panel.evaluate(appendRows, rows, 40, WORDS)

/** Row numbers of the list that are wholly in sight, as `aria-rowindex` counts them, and whether they are in order. */
const inSight = () => {
  const grid = document.querySelector('[data-testid=messages]')
  const box = grid?.getBoundingClientRect()
  if (!grid || !box) return null
  const rows = [...grid.querySelectorAll('[data-testid=row]')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    return top >= box.top + 21 && bottom <= box.bottom + 1
  })
  const numbers = rows.map((row) => Number(row.getAttribute('aria-rowindex')))
  const isRun = numbers.every((number, at) => at === 0 || number === (numbers[at - 1] as number) + 1)
  return { first: numbers[0], last: numbers.at(-1), isRun, count: Number(grid.getAttribute('aria-rowcount')) }
}
const showsRow = (index: number): boolean =>
  document.querySelector(`[data-testid=row][aria-rowindex="${index}"][aria-selected=true]`) !== null
/** Marks the nth row in sight for a click. */
const markNth = (nth: number): boolean => {
  document.querySelector('[data-marked]')?.removeAttribute('data-marked')
  const box = document.querySelector('[data-testid=messages]')?.getBoundingClientRect()
  const rows = [...document.querySelectorAll('[data-testid=row]')].filter(
    (row) => box && row.getBoundingClientRect().top >= box.top + 21,
  )
  rows[nth]?.setAttribute('data-marked', '')
  return rows[nth] !== undefined
}

beforeAll(async () => {
  const { driver } = stage
  await driver.openPanel()
  await driver.panel.evaluate(installMeter)
  await append(ROWS)
  await driver.panel.until((rows) => {
    const count = Number(document.querySelector('[data-testid=messages]')?.getAttribute('aria-rowcount'))
    return count > rows
  }, ROWS)
  await driver.panel.until(markNth, 0)
  await driver.panel.click('[data-marked]')
})

describe('a million rows', () => {
  it('have a first and a last one, and pages between, that keys reach', async () => {
    const { panel } = stage.driver
    await panel.press('End')
    const end = await panel.until(inSight)
    await panel.until(showsRow, end.count)
    await panel.press('Home')
    await panel.until(showsRow, 2)
    await panel.press('PageDown')
    await panel.press('ArrowDown')
    const sight = await panel.until(inSight)
    expect(sight.isRun).toBe(true)
    await panel.press('ArrowUp')
    await panel.press('PageUp')
    await panel.until(showsRow, 2)
  })

  it('can be reached wherever the bar is put, in order and without a gap', async () => {
    const { panel } = stage.driver
    for (const share of [0.1, 0.37, 0.5, 0.99, 1]) {
      await panel.evaluate((share) => {
        const grid = document.querySelector('[data-testid=messages]')
        if (grid) grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight)
      }, share)
      const sight = await panel.until((share) => {
        const grid = document.querySelector('[data-testid=messages]')
        const rows = [...(grid?.querySelectorAll('[data-testid=row]') ?? [])].map((row) =>
          Number(row.getAttribute('aria-rowindex')),
        )
        const count = Number(grid?.getAttribute('aria-rowcount'))
        const near = rows.some((row) => Math.abs(row - share * count) < 100)
        return near ? rows : null
      }, share)
      expect(sight.every((row, at) => at === 0 || row === (sight[at - 1] as number) + 1)).toBe(true)
    }
  })

  it('are selected all at once, in as many looks as one', async () => {
    const { panel } = stage.driver
    await panel.until(markNth, 3)
    await panel.click('[data-marked]')
    await panel.press('a', 'Control')
    const { count } = await panel.until(inSight)
    await panel.until(says, 'selection', `${(count - 1).toLocaleString('en')} selected`)
    await panel.press('Escape')
    await panel.until(() => document.querySelectorAll('[data-testid=row][aria-selected=true]').length === 1)
  })

  it('follow the end while rows come and the oldest leave', async () => {
    const { panel } = stage.driver
    await panel.press('End')
    const before = await panel.evaluate(() =>
      document.querySelector('[data-testid=messages]')?.getAttribute('aria-rowcount'),
    )
    await append(100_000)
    const sight = await panel.until((before) => {
      const count = document.querySelector('[data-testid=messages]')?.getAttribute('aria-rowcount')
      const last = [...document.querySelectorAll('[data-testid=row]')].at(-1)
      return count !== before && last?.getAttribute('aria-rowindex') === count
    }, before)
    expect(sight).toBe(true)
    expect(await panel.evaluate(() => document.querySelector('[data-testid=newer]'))).toBeNull()
  })
})

describe('several rows', () => {
  it('are selected by Shift and arrows, and stay so when a filter hides them', async () => {
    const { panel } = stage.driver
    await panel.press('Home')
    await panel.until(showsRow, 2)
    for (let step = 0; step < 3; step++) await panel.press('ArrowDown', 'Shift')
    await panel.until(says, 'selection', '4 selected', '160 B')
    await panel.fill('[data-testid=filter]', 'nothing has this')
    await panel.until(() => document.querySelector('[data-testid=row]') === null)
    await panel.until(says, 'selection', '4 selected')
    await panel.fill('[data-testid=filter]', '')
    await panel.until(() => document.querySelector('[data-testid=row]') !== null)
    await panel.until(says, 'selection', '4 selected')
  })
})

describe('the keyboard', () => {
  it('goes to the filter when something is typed', async () => {
    const { panel } = stage.driver
    await panel.until(markNth, 2)
    await panel.click('[data-marked]')
    await panel.press('x')
    await panel.until(() => document.activeElement?.matches('[data-testid=filter]'))
    await panel.until(hasValue, 'filter', 'x')
    await panel.fill('[data-testid=filter]', '')
  })

  it('goes to the details by Enter', async () => {
    const { panel } = stage.driver
    await panel.until(markNth, 2)
    await panel.click('[data-marked]')
    await panel.press('Enter')
    await panel.until(() => document.activeElement?.matches('[data-testid=details-tab-message]'))
  })
})

describe('columns', () => {
  it('are shown and hidden by their menu, and that is kept', async () => {
    const { driver } = stage
    const hasState = () => document.querySelector('[data-testid=header] .cell-state') !== null
    const hasRows = () => document.querySelector('[data-testid=row]') !== null
    await driver.panel.click('[data-testid=details]')
    await driver.panel.click('[data-testid=columns]')
    await driver.panel.click('[data-testid=column-state]')
    await driver.panel.until(hasState)
    await driver.dock('right')
    await driver.panel.until(hasRows)
    await driver.dock('bottom')
    await driver.panel.until(hasState)
    await driver.panel.click('[data-testid=columns]')
    await driver.panel.click('[data-testid=reset-columns]')
    await driver.panel.until(() => document.querySelector('[data-testid=header] .cell-state') === null)
  })

  it('are made wider by keys', async () => {
    const { panel } = stage.driver
    const width = () => document.querySelector('[data-testid=header] .cell-length')?.getBoundingClientRect().width ?? 0
    const before = await panel.evaluate(width)
    await panel.evaluate(() => document.querySelector<HTMLElement>('[data-testid=edge-length]')?.focus())
    await panel.press('ArrowLeft')
    await panel.until((before) => {
      const cell = document.querySelector('[data-testid=header] .cell-length')
      return cell && cell.getBoundingClientRect().width === before + 8
    }, before)
  })
})
