import type { BrowserName } from './find.ts'

/**
 * The browser that a person named.
 * @throws Error in words for people when there is none of that name.
 */
export function parseBrowser(text: string): BrowserName {
  if (text === 'chrome' || text === 'chromium') return 'chromium'
  if (text === 'firefox') return 'firefox'
  throw new Error(`--browser takes chrome or firefox, not ${text}`)
}
