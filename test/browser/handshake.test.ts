import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, inject, it } from 'vitest'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasRow, markSocket, says } from './looks.ts'

/** What the page is not told: why a socket failed, and how each handshake went. */

const stage = useBrowser()
const browser = inject('browser')

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('failures', () => {
  it('are named in the list, each with its own reason', async () => {
    const { driver } = stage
    await driver.goto(stage.page('index.html'))
    await driver.openPanel()
    await driver.goto(stage.page('failures.html'))
    const reasons: readonly string[] = [
      '403 Forbidden',
      '404',
      '302',
      'Closed during the handshake',
      browser === 'firefox' ? 'Answer not accepted' : 'Wrong Sec-WebSocket-Accept',
      // Firefox opens it.
      ...(browser === 'firefox' ? [] : ['Subprotocol mismatch']),
      'Port blocked by the browser',
      'Connection refused',
      'Unknown host',
      'Lost without a close frame',
    ]
    // Only the rows of the ends, so that all of them are drawn.
    await driver.panel.fill('[data-testid=filter]', '1006')
    for (const reason of reasons) await driver.panel.until(hasRow, 'closed', '1006', reason)
    await driver.panel.fill('[data-testid=filter]', browser === 'firefox' ? '1015' : '1006')
    await driver.panel.until(hasRow, 'closed', 'TLS failed')
  })

  it('are explained in the details, with what to do', async () => {
    const { driver } = stage
    await driver.panel.fill('[data-testid=filter]', 'socket:/refuse kind:closed')
    await chooseRow(driver.panel, 'closed', '403')
    await driver.panel.until(says, 'failure', '403', 'Origin header')
    // In Firefox the constructor throws, and there is no socket.
    if (browser === 'firefox') return
    await driver.panel.until(markSocket, 'forbidden.invalid')
    await driver.panel.click('[data-marked]')
    await driver.panel.click('#details-tab-socket')
    await driver.panel.until(
      says,
      'failure',
      'Blocked by Content Security Policy',
      'Add ws://forbidden.invalid to connect-src',
    )
  })

  it('are told of each of many that are alike', async () => {
    const { driver } = stage
    // Firefox connects them one by one, and pauses after each, longer each time.
    await driver.page.evaluate(
      (address) => {
        for (let at = 0; at < 10; at++) new WebSocket(address)
      },
      `ws://localhost:${await closedPort()}/all-alike`,
    )
    await driver.panel.click('[data-testid=all-sockets]')
    await driver.panel.fill('[data-testid=filter]', 'socket:/all-alike kind:closed')
    await driver.panel.until(
      (reason) =>
        [...document.querySelectorAll('[data-testid=why]')].filter(({ textContent }) => textContent === reason)
          .length === 10,
      'Connection refused',
    )
  })
})

describe('the handshake', () => {
  it('is shown with its headers, status and times', async () => {
    const { driver } = stage
    await driver.panel.fill('[data-testid=filter]', '')
    await driver.goto(stage.page('story.html'))
    await driver.page.click('#run')
    await driver.panel.until(markSocket, '/echo')
    await driver.panel.click('[data-marked]')
    await driver.panel.click('#details-tab-socket')
    await driver.panel.until(says, 'handshake', '101 Switching Protocols', 'Sec-WebSocket-Key', 'Sec-WebSocket-Accept')
    await driver.panel.until(says, 'handshake', 'Origin', 'http://localhost')
  })
})

describe('coverage', () => {
  it('says when all sockets of the tab are captured', async () => {
    await stage.driver.panel.until(says, 'coverage', '1 of 1 captured')
  })

  it('leaves no errors behind', async () => {
    // Chrome itself says in the console what failed.
    const errors = await stage.driver.consoleErrors()
    expect(errors.filter((error) => !/^WebSocket connection to|Content Security Policy/.test(error))).toEqual([])
  })
})
