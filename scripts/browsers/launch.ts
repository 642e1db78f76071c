import { launchChromium } from './chromium.ts'
import type { Driver, LaunchOptions } from './driver.ts'
import { type BrowserName, findBrowser } from './find.ts'
import { launchFirefox } from './firefox.ts'
import { hasDisplay } from './has-display.ts'

/**
 * Starts a browser with a throw-away profile and the extension.
 * @throws Error in words for people when the browser is not found or does not start.
 */
export async function launch(name: BrowserName, options: LaunchOptions): Promise<Driver> {
  const program = options.program ?? programOf(name)
  const complete = { ...options, program, headless: options.headless ?? !hasDisplay() }
  return name === 'chromium' ? launchChromium(complete) : launchFirefox(complete)
}

function programOf(name: BrowserName): string {
  const found = findBrowser(name)
  if (!found.ok) throw new Error(found.message)
  return found.path
}
