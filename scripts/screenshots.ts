/** `npm run screenshots`: pictures of the real panel with live traffic, in each browser and theme. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { startDemoServer } from '../demo/demo-server.ts'
import { startEchoServer } from '../demo/echo-server.ts'
import type { Theme } from './browsers/driver.ts'
import { extensionOf } from './browsers/extension-of.ts'
import { BROWSERS, type BrowserName } from './browsers/find.ts'
import { ensureBrowsers } from './browsers/install.ts'
import { launch } from './browsers/launch.ts'
import { parseBrowser } from './browsers/parse-browser.ts'
import { build, root } from './build.ts'
import { playScene, SCENES } from './scenes.ts'

const USAGE = `npm run screenshots -- [options]

  --browser chrome|firefox  in one browser only
  --theme light|dark        in one theme only
  --readme                  also renews the README's picture, docs/panel.png
  --help                    says this`

const THEMES: readonly Theme[] = ['light', 'dark']
const FOLDER = join(root, '.artifacts/screens')
const README = { from: join(FOLDER, 'chromium-light-lively.png'), to: join(root, 'docs/panel.png') }

function parseTheme(text: string): Theme {
  if (text === 'light' || text === 'dark') return text
  throw new Error(`--theme takes light or dark, not ${text}`)
}

async function shoot(name: BrowserName, theme: Theme, addressOf: (page: string) => string): Promise<void> {
  const driver = await launch(name, { extension: extensionOf(name), headless: true, theme })
  try {
    await driver.openPanel()
    for (const scene of SCENES) {
      await playScene(scene, driver, addressOf)
      const path = join(FOLDER, `${name}-${theme}-${scene.name}.png`)
      await driver.screenshot(path)
      console.log(relative(process.cwd(), path))
    }
  } finally {
    await driver.close()
  }
}

async function shootAll(browsers: readonly BrowserName[], themes: readonly Theme[]): Promise<void> {
  ensureBrowsers(browsers)
  await build()
  const [echo, demo] = await Promise.all([startEchoServer({ port: 0 }), startDemoServer({ port: 0 })])
  try {
    for (const name of browsers) {
      for (const theme of themes) await shoot(name, theme, (page) => `${demo.url}/${page}?echo=${echo.url}/echo`)
    }
  } finally {
    await Promise.all([echo.close(), demo.close()])
  }
}

try {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string' },
      theme: { type: 'string' },
      readme: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
  } else {
    const browsers = values.browser === undefined ? BROWSERS : [parseBrowser(values.browser)]
    const themes = values.theme === undefined ? THEMES : [parseTheme(values.theme)]
    await shootAll(browsers, themes)
    if (values.readme) {
      mkdirSync(dirname(README.to), { recursive: true })
      copyFileSync(README.from, README.to)
      console.log(relative(process.cwd(), README.to))
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
