import { distOf } from '../build.ts'
import type { BrowserName } from './find.ts'

/** The directory of the extension as it was built for a browser. SOCKEYE_DIST names another one. */
export function extensionOf(name: BrowserName): string {
  return process.env.SOCKEYE_DIST || distOf(name === 'chromium' ? 'chrome' : 'firefox')
}
