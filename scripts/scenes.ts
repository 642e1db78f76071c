import type { Driver } from './browsers/driver.ts'

/** Something to see: a demo page, and what a person would do on it before the picture is taken. */
export interface Scene {
  readonly name: string
  /** Demo page without its query. */
  readonly page: string
  /** Acts on the page and in the panel, and resolves when the panel shows what came of it. */
  play(driver: Driver): Promise<void>
}

/** What pictures are taken of, in this order. The panel is open before a scene's page is loaded. */
export const SCENES: readonly Scene[] = [
  {
    name: 'story',
    page: 'story.html',
    async play({ page, panel }) {
      await page.click('#run')
      await page.until(() => document.querySelector('[data-line=received]') !== null)
      await panel.until(shows, 'Message to send')
    },
  },
  {
    name: 'lively',
    page: 'lively.html',
    async play({ page, panel }) {
      for (const action of ['ticker', 'json', 'buffer', 'dropped', 'custom', 'forbidden']) {
        await page.click(`[data-do=${action}]`)
      }
      await panel.until(shows, '/refuse')
      await panel.until(markRow, '"type":"order"')
      await panel.click('[data-marked]')
      await panel.until(shows, '"tick":3')
    },
  },
]

/** Loads a scene's page and plays it. */
export async function playScene(scene: Scene, driver: Driver, addressOf: (page: string) => string): Promise<void> {
  await driver.goto(addressOf(scene.page))
  await scene.play(driver)
}

function shows(text: string): boolean {
  return document.body.textContent.includes(text)
}

/** Marks a row that is drawn, so that it can be clicked as [data-marked]. */
function markRow(text: string): boolean {
  const row = [...document.querySelectorAll('[data-testid=row]')].find(({ textContent }) => textContent.includes(text))
  row?.setAttribute('data-marked', '')
  return row !== undefined
}
