import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasRow, hasSocket, says } from './looks.ts'

/** Messages that are made in the panel: filled in, sent again and again, replayed and compared. */

const stage = useBrowser()

const pictures = process.env.SOCKEYE_PICTURES
/** Pictures for people to look at, only where they are asked for. */
async function picture(name: string): Promise<void> {
  if (pictures) await stage.driver.screenshot(`${pictures}/${inject('browser')}-${name}.png`)
}

async function connect(path: string): Promise<void> {
  const { panel } = stage.driver
  await panel.fill('[data-testid=connect-url]', `${stage.echo.url}${path}`)
  await panel.click('[data-testid=connect]')
  await panel.until(hasSocket, 'OPEN', path)
}

beforeAll(async () => {
  await stage.driver.goto(stage.page('story.html'))
  await stage.driver.openPanel()
  await stage.driver.panel.click('[data-testid=new-connection]')
  await connect('/echo')
})

describe('a template', () => {
  it('is shown filled in, and sent so', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=format-json]')
    await panel.fill('[data-testid=draft]', '{"number": {{counter}}, "die": {{random 6 6}}}')
    await panel.until(says, 'filled', '{"number": 1, "die": 6}')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'received', '{"number": 1, "die": 6}')
    await panel.until(says, 'filled', '{"number": 2, "die": 6}')
  })

  it('without its variable is refused beside the field and not sent, and goes out once there is one', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=draft]', '"{{env token}}"')
    await panel.until(says, 'draft-check', 'Column 2', 'no variable “token”')
    await panel.click('[data-testid=send]')
    await panel.until(says, 'outcome', 'Not sent')
    await panel.click('[data-testid=open-variables]')
    await panel.click('[data-testid=variable-add]')
    await panel.fill('[data-testid=variable-name]', 'token')
    await panel.fill('[data-testid=variable-value]', 'sesame')
    await panel.until(says, 'filled', '"sesame"')
    await picture('variables')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'received', '"sesame"')
  })
})

describe('the library', () => {
  it('keeps a message in a folder, finds it by its words, and gives it back', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=draft]', '{"keep": "me"}')
    await panel.click('[data-testid=open-library]')
    await panel.fill('[data-testid=library-name]', 'My message')
    await panel.fill('[data-testid=library-folder]', 'Mine/First')
    await panel.click('[data-testid=library-keep]')
    await panel.until(says, 'kept', 'My message', '{"keep": "me"}')
    await panel.fill('[data-testid=draft]', '"something else"')
    await panel.fill('[data-testid=library-search]', 'nothing such')
    await panel.until(says, 'library', 'No kept message fits')
    await panel.fill('[data-testid=library-search]', 'first keep')
    await panel.click('.kept-take')
    await panel.until(() => document.querySelector('[data-testid=draft]')?.textContent.includes('keep'))
    await picture('library')
  })

  it('takes in a file of messages, and nothing of one that is broken', async () => {
    const { panel } = stage.driver
    const file = join(stage.driver.downloads, 'messages.json')
    const one = { name: 'From a file', folder: '', pattern: '', writing: 'text', text: 'x', fill: false }
    writeFileSync(file, JSON.stringify({ type: 'sockeye-messages', version: 1, messages: [one, { ...one, text: 1 }] }))
    await panel.upload('[data-testid=library-import]', file)
    await panel.until(says, 'library-outcome', 'Nothing was imported', 'messages[1]')
    writeFileSync(file, JSON.stringify({ type: 'sockeye-messages', version: 1, messages: [one] }))
    await panel.upload('[data-testid=library-import]', file)
    await panel.until(says, 'library-outcome', 'Imported 1 of 1')
    await panel.fill('[data-testid=library-search]', 'from file')
    await panel.until(says, 'kept', 'From a file')
  })
})

describe('repeating', () => {
  it('sends so many, each filled in anew', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=open-repeat]')
    await panel.fill('[data-testid=draft]', '"again {{counter}}"')
    await panel.fill('[data-testid=repeat-times]', '20')
    await panel.fill('[data-testid=repeat-every]', '20')
    await panel.click('[data-testid=repeat-start]')
    await panel.until(says, 'run-ending', 'Done')
    await panel.until(says, 'run-count', '20 of 20 sent')
    await panel.until(hasRow, 'received', '"again 21"')
    await picture('repeat')
  })

  it('ends when a reply matches', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=draft]', '"until {{counter}}"')
    await panel.fill('[data-testid=repeat-times]', '')
    await panel.fill('[data-testid=repeat-every]', '5')
    await panel.fill('[data-testid=repeat-until]', '"until 25"')
    await panel.click('[data-testid=repeat-start]')
    await panel.until(says, 'run-ending', 'a reply matched')
  })

  it('stops at once', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=repeat-until]', '')
    await panel.fill('[data-testid=repeat-every]', '86400000')
    await panel.click('[data-testid=repeat-start]')
    await panel.until(says, 'run-count', '1 sent')
    await panel.click('[data-testid=run-stop]')
    await panel.until(says, 'run-ending', 'Stopped')
  })
})

describe('a replay', () => {
  it('of a thousand messages on the page’s own socket gets equal replies, at either pace', async () => {
    const { page, panel } = stage.driver
    await page.evaluate((url) => {
      const mine = globalThis as unknown as { replayed: WebSocket; heard: unknown[] }
      mine.replayed = new WebSocket(url)
      mine.replayed.binaryType = 'arraybuffer'
      mine.heard = []
      mine.replayed.onmessage = ({ data }) => mine.heard.push(data)
      mine.replayed.onopen = () => {
        for (let at = 0; at < 1000; at++) {
          const bytes = Uint8Array.from({ length: at % 300 }, (_, place) => (place * at) % 256)
          mine.replayed.send(at % 2 === 0 ? bytes : `message ${at} 你好`)
        }
      }
    }, `${stage.echo.url}/echo?replayed`)
    await page.until(() => (globalThis as unknown as { heard: unknown[] }).heard.length === 1000)
    await panel.until(hasSocket, 'OPEN', 'replayed')
    await panel.until(() => {
      const item = [...document.querySelectorAll<HTMLElement>('[data-testid=socket]')].find(({ textContent }) =>
        textContent.includes('replayed'),
      )
      item?.click()
      return item !== undefined
    })
    await panel.click('[data-testid=details-tab-replay]')
    for (const pace of ['replies', 'fast']) {
      await page.evaluate(() => {
        const mine = globalThis as unknown as { before: unknown[]; heard: unknown[] }
        mine.before ??= mine.heard
        mine.heard = []
      })
      await panel.click(`[data-testid=replay-pace-${pace}]`)
      await panel.click('[data-testid=replay-start]')
      await panel.until(says, 'run-count', '1,000 of 1,000 sent')
      await panel.until(says, 'replay-result', 'All 1,000 replies are equal')
      const isEqual = await page.evaluate(() => {
        const { before, heard } = globalThis as unknown as { before: unknown[]; heard: unknown[] }
        const text = (data: unknown) =>
          typeof data === 'string' ? data : [...new Uint8Array(data as ArrayBuffer)].join()
        return heard.length === before.length && heard.every((data, at) => text(data) === text(before[at]))
      })
      expect(isEqual).toBe(true)
      await picture(`replay-${pace}`)
      // Its line must not be taken for the next one's.
      await panel.click('[data-testid=run-remove]')
      await panel.until(() => document.querySelector('[data-testid=run]') === null)
    }
  })
})

describe('a measurement', () => {
  it.each(['ping-pong', 'rate'])('tells round trips and that every echo was right: %s', async (pace) => {
    const { panel } = stage.driver
    await panel.click('[data-testid=details-tab-measure]')
    await panel.fill('[data-testid=measure-messages]', '200')
    await panel.click(`[data-testid=measure-pace-${pace}]`)
    await panel.click('[data-testid=measure-start]')
    await panel.until(says, 'run-ending', 'Done')
    await panel.until(says, 'run-count', '200 of 200 sent · 200 received')
    await panel.until(says, 'measured', 'p50', 'p95', 'p99', 'messages/s', 'Nothing lost, all in order and byte-equal')
    await picture(`measure-${pace}`)
    await panel.click('[data-testid=run-remove]')
    await panel.until(() => document.querySelector('[data-testid=run]') === null)
  })
})
