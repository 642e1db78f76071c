import { beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasLogged, hasRow, hasSocket, hasValue, markSocket, rowsOf, says } from './looks.ts'

/** What comes and goes: the panel, DevTools, documents, the background. */

const stage = useBrowser()

/** In the page: sends numbers on a socket, one at a time, each when the one before has come back. */
function count(from: number, to: number): Promise<void> {
  const mine = globalThis as unknown as { counter?: WebSocket }
  mine.counter ??= new WebSocket(new URLSearchParams(location.search).get('echo') ?? '')
  const { counter } = mine
  return new Promise((resolve) => {
    let next = from
    const send = () => (next < to ? counter.send(`number ${next++}.`) : resolve())
    counter.onmessage = send
    if (counter.readyState === 1) send()
    else counter.onopen = send
  })
}

/** In the panel: the numbers that the log has, in both directions, whatever is drawn. */
function logged(): number[] {
  const { handover } = globalThis as unknown as {
    handover: {
      session: { log: { first: number; end: number; body(row: number): unknown; kind(row: number): string } }
    }
  }
  const { log } = handover.session
  const numbers: number[] = []
  for (let row = log.first; row < log.end; row++) {
    const body = log.body(row)
    const found = log.kind(row) === 'received' && typeof body === 'string' ? /^number (\d+)\.$/.exec(body) : null
    if (found) numbers.push(Number(found[1]))
  }
  return numbers
}
const hasNumbers = (to: number) => {
  const { handover } = globalThis as unknown as {
    handover: {
      session: { log: { first: number; end: number; body(row: number): unknown; kind(row: number): string } }
    }
  }
  const { log } = handover.session
  for (let row = log.end - 1; row >= log.first; row--) {
    if (log.kind(row) === 'received' && log.body(row) === `number ${to - 1}.`) return true
  }
  return false
}
/** In the panel: whether all of a burst and the page's last words are in the log, in order and without a loss. */
const isWholeBurst = (count: number) => {
  const { handover } = globalThis as unknown as {
    handover: {
      session: { log: { first: number; end: number; body(row: number): unknown; kind(row: number): string } }
    }
  }
  const { log } = handover.session
  const said: string[] = []
  for (let row = log.first; row < log.end; row++) {
    const body = log.body(row)
    const kind = log.kind(row)
    if (kind === 'lost' || kind === 'close') said.push(`${kind} ${JSON.stringify(body)}`)
    else if (kind === 'sent' && (typeof body !== 'string' || !body.startsWith('number'))) {
      said.push(typeof body === 'string' ? body : new TextDecoder().decode(body as ArrayBuffer))
    }
  }
  const last = ['bye', 'bye', 'close {"code":4002,"reason":"gone"}']
  const wanted = [...Array.from({ length: count }, (_, at) => `burst ${at}.`), ...last].join()
  return said.slice(-count - last.length).join() === wanted
}
/** In the panel: messages of a burst that are logged, and rows that are counted as lost, once they are as many. */
const accountOf = (expected: number): number => {
  const { handover } = globalThis as unknown as {
    handover: {
      session: { log: { first: number; end: number; body(row: number): unknown; kind(row: number): string } }
    }
  }
  const { log } = handover.session
  let account = 0
  for (let row = log.first; row < log.end; row++) {
    const body = log.body(row)
    if (log.kind(row) === 'lost') account += (body as { count: number }).count
    else if (log.kind(row) === 'sent' && typeof body === 'string' && body.startsWith('burst')) account++
  }
  return account < expected ? 0 : account
}
/** Sends some messages every 10 ms, and keeps where the next page finds it how many it has sent and received. */
const tick = (url: string): Promise<void> => {
  const filler = 'x'.repeat(200)
  let told = 0
  const tell = () => sessionStorage.setItem('told', String(++told))
  const socket = new WebSocket(url)
  socket.onmessage = tell
  return new Promise((resolve) => {
    socket.onopen = () => {
      setInterval(() => {
        for (let left = 20; left > 0; left--) {
          socket.send(`tick ${filler}`)
          tell()
        }
        resolve()
      }, 10)
    }
  })
}
const toldBy = (): number => Number(sessionStorage.getItem('told'))
/** In the panel: messages of `tick` that are logged, and rows that are counted as lost, once they are as many. */
const ticksOf = (expected: number): number => {
  const { handover } = globalThis as unknown as {
    handover: {
      session: { log: { first: number; end: number; body(row: number): unknown; kind(row: number): string } }
    }
  }
  const { log } = handover.session
  let account = 0
  for (let row = log.first; row < log.end; row++) {
    const body = log.body(row)
    if (log.kind(row) === 'lost') account += (body as { count: number }).count
    else if (typeof body === 'string' && body.startsWith('tick')) account++
  }
  return account < expected ? 0 : account
}
const range = (to: number) => Array.from({ length: to }, (_, index) => index)

describe('a panel opened late', () => {
  it('shows what happened before, marked as such', async () => {
    const { driver } = stage
    await driver.goto(stage.page('story.html'))
    await driver.page.evaluate(count, 0, 50)
    await driver.openPanel()
    await driver.panel.until(hasNumbers, 50)
    expect(await driver.panel.evaluate(logged)).toEqual(range(50))
    await driver.panel.until(hasRow, 'received', 'number 49.', 'earlier')
    await driver.panel.until(hasSocket, 'OPEN', '/echo')
  })

  it('goes on with what happens now', async () => {
    const { driver } = stage
    await driver.page.evaluate(count, 50, 60)
    await driver.panel.until(hasNumbers, 60)
    expect(await driver.panel.evaluate(logged)).toEqual(range(60))
    // Rows are drawn a frame after they are logged.
    await driver.panel.until(hasRow, 'received', 'number 59.')
    expect((await driver.panel.evaluate(rowsOf, 'received')).at(-1)).not.toContain('earlier')
  })

  it('keeps no more than the last 2,000 rows, and says how many it let go of', async () => {
    const { driver } = stage
    await driver.closeDevTools()
    await driver.goto(stage.page('story.html'))
    await driver.page.evaluate(count, 0, 2500)
    await driver.openPanel()
    await driver.panel.until(hasNumbers, 2500)
    const numbers = await driver.panel.evaluate(logged)
    expect(numbers.length).toBeGreaterThanOrEqual(1000)
    expect(numbers).toEqual(range(2500).slice(-numbers.length))
    await driver.panel.evaluate(() => {
      const grid = document.querySelector('[data-testid=messages]')
      if (grid) grid.scrollTop = 0
    })
    await driver.panel.until(hasRow, 'lost', 'lost')
    // The socket's own count knows of all of them.
    await driver.panel.until(hasSocket, 'OPEN', '2,500')
  })
})

describe('when the background is killed while messages flow', () => {
  it('nothing is lost and nothing comes twice', async () => {
    const { driver } = stage
    await driver.goto(stage.page('story.html'))
    let counting = driver.page.evaluate(count, 0, 300)
    for (let round = 1; round <= 3; round++) {
      await driver.killBackground()
      await counting
      counting = driver.page.evaluate(count, round * 300, (round + 1) * 300)
    }
    await counting
    await driver.panel.until(hasNumbers, 1200)
    expect(await driver.panel.evaluate(logged)).toEqual(range(1200))
    expect(await driver.panel.evaluate(rowsOf, 'lost')).toEqual([])
  })

  it('the composer works again', async () => {
    const { driver } = stage
    const { panel } = driver
    await driver.killBackground()
    await panel.until(
      () => (globalThis as unknown as { handover: { session: { connected: boolean } } }).handover.session.connected,
    )
    await panel.until(markSocket, '/echo')
    await panel.click('[data-marked]')
    await panel.click('[data-testid=details-tab-compose]')
    await panel.fill('[data-testid=draft]', 'after the end')
    await panel.until(async () => {
      if (document.querySelector('[data-testid=outcome]')?.textContent?.includes('Sent')) return true
      document.querySelector<HTMLButtonElement>('[data-testid=send]')?.click()
      return false
    })
    await panel.until(hasRow, 'received', 'after the end')
  })
})

describe('docking elsewhere', () => {
  it('keeps the log, test connections and what was typed', async () => {
    const { driver } = stage
    const { panel } = driver
    await driver.goto(stage.page('story.html'))
    await driver.page.evaluate(count, 0, 20)
    await panel.click('[data-testid=new-connection]')
    await panel.fill('[data-testid=connect-url]', `${stage.echo.url}/echo`)
    await panel.click('[data-testid=connect]')
    await panel.until(hasSocket, 'OPEN', '/echo')
    await panel.fill('[data-testid=draft]', 'half a mess')
    await panel.fill('[data-testid=filter]', 'number 1')
    for (const side of ['right', 'bottom'] as const) {
      await driver.dock(side)
      await panel.until(hasNumbers, 20)
      expect(await panel.evaluate(logged)).toEqual(range(20))
      await panel.until(hasSocket, 'OPEN', '/echo')
      // The editor is loaded anew.
      await panel.until(hasValue, 'draft', 'half a mess')
      await panel.until(hasValue, 'filter', 'number 1')
    }
    await panel.fill('[data-testid=filter]', '')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'received', 'half a mess')
  })
})

describe('navigation', () => {
  beforeAll(async () => {
    await stage.driver.panel.click('[data-testid=all-sockets]')
  })

  it('clears the page’s rows', async () => {
    const { driver } = stage
    await driver.goto(stage.page('story.html'))
    await driver.page.evaluate(count, 0, 3)
    await driver.panel.until(hasNumbers, 3)
    await driver.goto(stage.page('story.html'))
    await driver.panel.until(
      () =>
        ![...document.querySelectorAll('[data-testid=row]')].some(({ textContent }) =>
          textContent.includes('number 1.'),
        ),
    )
    await driver.page.evaluate(count, 0, 2)
    await driver.panel.until(hasNumbers, 2)
    expect(await driver.panel.evaluate(logged)).toEqual(range(2))
  })

  it('keeps them when asked to, behind a boundary', async () => {
    const { driver } = stage
    await driver.panel.click('[data-testid=preserve]')
    await driver.goto(stage.page('lively.html'))
    await driver.panel.until(hasLogged, 'received', 'early bird')
    await driver.panel.fill('[data-testid=filter]', 'navigated')
    await driver.panel.until(hasRow, 'navigated', 'lively.html')
    await driver.panel.fill('[data-testid=filter]', '')
    expect(await driver.panel.evaluate(logged)).toEqual(range(2))
    await driver.panel.click('[data-testid=preserve]')
  })

  it('loses nothing of what the page said last, while it goes', async () => {
    const { driver } = stage
    await driver.panel.click('[data-testid=preserve]')
    await driver.goto(stage.page('story.html'))
    await driver.page.evaluate(count, 0, 20)
    await driver.page.evaluate(() => {
      const { counter } = globalThis as unknown as { counter: WebSocket }
      addEventListener('pagehide', () => {
        counter.send('bye')
        counter.send(new Uint8Array([98, 121, 101]))
        counter.close(4002, 'gone')
      })
      // More than may be under way at once, so that some must wait.
      for (let at = 0; at < 20_000; at++) counter.send(`burst ${at}.`)
      location.href = 'index.html'
    })
    await driver.panel.until(isWholeBurst, 20_000)
    await driver.panel.click('[data-testid=preserve]')
  })

  it('counts what it can’t tell where the background is dead when it goes', async () => {
    const { driver } = stage
    await driver.panel.click('[data-testid=preserve]')
    await driver.panel.click('[data-testid=clear]')
    await driver.goto(stage.page('story.html'))
    await driver.page.evaluate(count, 0, 20)
    await driver.panel.until(hasNumbers, 20)
    await driver.killBackground()
    await driver.page.evaluate(() => {
      const { counter } = globalThis as unknown as { counter: WebSocket }
      for (let at = 0; at < 20_000; at++) counter.send(`burst ${at}.`)
      location.href = 'index.html'
    })
    expect(await driver.panel.until(accountOf, 20_000)).toBe(20_000)
    await driver.panel.click('[data-testid=preserve]')
  })

  it('counts what a page said that goes as soon as the background is dead', async () => {
    const { driver } = stage
    await driver.panel.click('[data-testid=preserve]')
    for (let round = 0; round < 2; round++) {
      await driver.panel.click('[data-testid=clear]')
      await driver.goto(stage.page('story.html'))
      await driver.page.evaluate(tick, `${stage.echo.url}/echo`)
      await driver.panel.until(ticksOf, 500)
      await driver.killBackground()
      await driver.goto(stage.page('index.html'))
      const told = await driver.page.evaluate(toldBy)
      expect(await driver.panel.until(ticksOf, told)).toBe(told)
    }
    await driver.panel.click('[data-testid=preserve]')
  })

  it('back and forth shows the sockets of the page that is shown', async () => {
    const { driver } = stage
    await driver.page.evaluate(() => history.back())
    await driver.page.until(() => location.pathname === '/story.html')
    await driver.page.evaluate(count, 0, 4)
    await driver.panel.until(hasNumbers, 4)
    expect(await driver.consoleErrors()).toEqual([])
  })
})

describe('DevTools', () => {
  it('closed and opened again show no row twice', async () => {
    const { driver } = stage
    await driver.goto(stage.page('story.html'))
    await driver.page.evaluate(count, 0, 30)
    for (let round = 0; round < 3; round++) {
      await driver.closeDevTools()
      await driver.openPanel()
      await driver.panel.until(hasNumbers, 30)
      expect(await driver.panel.evaluate(logged)).toEqual(range(30))
    }
  })

  it('follow their theme', async () => {
    const { driver } = stage
    const themeOf = () => document.querySelector('[data-theme]')?.getAttribute('data-theme')
    await driver.theme('dark')
    await driver.panel.until(() => document.querySelector('[data-theme]')?.getAttribute('data-theme') === 'dark')
    await driver.theme('light')
    await driver.panel.until(() => document.querySelector('[data-theme]')?.getAttribute('data-theme') === 'light')
    expect(await driver.panel.evaluate(themeOf)).toBe('light')
  })
})

describe('a page on which extensions may not run', () => {
  it('is told apart from a page without sockets', async () => {
    const { driver } = stage
    await driver.goto(driver.name === 'chromium' ? 'chrome://version/' : 'about:license')
    await driver.panel.until(says, 'empty', 'Extensions may not run on this page')
    await driver.goto(stage.page('index.html'))
    await driver.panel.until(says, 'empty', 'No WebSocket yet')
  })
})
