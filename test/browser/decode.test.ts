import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasLogged, hasRow, says } from './looks.ts'

/** What messages mean, in the list, in full and for filters: by a worker of the extension in each browser. */

const stage = useBrowser()

/** Opens a socket in the page and sends these on it, bytes as hex behind `hex:`. */
async function send(url: string, subprotocol: string, messages: readonly string[]): Promise<void> {
  const socket = new WebSocket(url, subprotocol === '' ? [] : [subprotocol])
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  for (const message of messages) {
    const digits = message.startsWith('hex:') ? (message.slice(4).match(/../g) ?? []) : null
    socket.send(digits ? Uint8Array.from(digits, (byte) => Number.parseInt(byte, 16)) : message)
  }
}

/** Chooses in a list, as a person does. */
function choose(testId: string, value: string): void {
  const select = document.querySelector<HTMLSelectElement>(`[data-testid=${testId}]`)
  if (!select) throw new Error('There is nothing to choose by')
  select.value = value
  select.dispatchEvent(new Event('change', { bubbles: true }))
}

const echo = () => `${stage.echo.url}/echo`
/** `{"hello":"world"}` */
const MESSAGE_PACK = 'hex:81a568656c6c6fa5776f726c64'
const GZIP = `hex:${gzipSync('{"inside":true}').toString('hex')}`

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('lively.html'))
  await driver.openPanel()
  await driver.page.evaluate(send, `${echo()}?EIO=4&transport=websocket`, '', [
    '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
    '40{"sid":"b"}',
    '42["chat","hello"]',
  ])
  await driver.page.evaluate(send, echo(), '', [MESSAGE_PACK, GZIP, '{"id":12345678901234567890}', 'plain words'])
  await driver.panel.until(hasLogged, 'received', 'plain words')
})

describe('a row', () => {
  it('says what its message means, with the protocol before it', async () => {
    const { panel } = stage.driver
    await panel.until(hasRow, 'received', 'MessagePack', '{hello: "world"}')
    await panel.until(hasRow, 'received', 'gzip › JSON', '{inside: true}')
    await panel.until(hasRow, 'received', 'Socket.IO', 'chat')
    await panel.until(hasRow, 'received', 'plain words')
    expect(await panel.evaluate(hasRow, 'received', 'JSON', 'plain words')).toBe(false)
  })
})

describe('a filter', () => {
  it('finds messages by protocol and by event', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=filter]', 'proto:msgpack')
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length === 2)
    await panel.fill('[data-testid=filter]', 'event:ch* dir:received')
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length === 1)
    await panel.until(hasRow, 'received', 'Socket.IO', 'chat')
    await panel.fill('[data-testid=filter]', '')
  })
  it('looks with json: into what messages were decoded to', async () => {
    const { panel } = stage.driver
    await panel.fill(
      '[data-testid=filter]',
      'dir:received (json:$.hello=world or json:$.inside=true or json:$[0]=hello)',
    )
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length === 3)
    await panel.until(hasRow, 'received', 'Socket.IO', 'chat')
    await panel.until(hasRow, 'received', 'gzip › JSON')
    await panel.fill('[data-testid=filter]', '')
  })
})

describe('a message in full', () => {
  it('shows its tree, with raw text and hex one step away', async () => {
    const { panel } = stage.driver
    await chooseRow(panel, 'received', 'MessagePack')
    await panel.until(says, 'json-view', 'hello')
    await panel.click('[data-testid=payload-tab-hex]')
    await panel.until(says, 'hex-view', '81 a5')
    await panel.click('[data-testid=payload-tab-decoded]')
    await panel.until(says, 'json-view', 'hello')
  })
  it('keeps all digits of JSON', async () => {
    const { panel } = stage.driver
    await chooseRow(panel, 'received', '12345678901234567890')
    await panel.click('[data-testid=payload-tab-json]')
    await panel.until(says, 'json-view', '12345678901234567890')
  })
  it('is opened as JSON bit by bit where it is long', async () => {
    const { page, panel } = stage.driver
    await page.evaluate(async (address) => {
      const socket = new WebSocket(address)
      await new Promise((resolve) => {
        socket.onopen = resolve
      })
      socket.send(
        JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`name ${at}`, `word ${at}`]))),
      )
    }, `${stage.echo.url}/echo`)
    await chooseRow(panel, 'received', '"name 0":"word 0"')
    await panel.click('[data-testid=payload-tab-json]')
    await panel.until(says, 'json-view', '"name 1": "word 1"')
    await panel.click('[data-testid=payload-tab-text]')
    await panel.until(says, 'text-view', '"name 0":"word 0"')
  })
  it('is read as the user says', async () => {
    const { panel } = stage.driver
    await chooseRow(panel, 'received', 'MessagePack')
    await panel.click('[data-testid=payload-tab-decoded]')
    await panel.until(() => document.querySelector('[data-testid=decode-as] [value=cbor]') !== null)
    await panel.evaluate(choose, 'decode-as', 'cbor')
    await panel.until(says, 'broken', 'A length goes beyond the message')
  })
  it('is read so on later sockets of the address, too, where the user says that', async () => {
    const { driver } = stage
    await driver.panel.click('[data-testid=decode-always]')
    await driver.page.evaluate(send, echo(), '', ['hex:83a1'])
    await driver.panel.until(hasRow, 'received', 'CBOR', 'A length goes beyond the message')
    await driver.panel.click('[data-testid=decode-always]')
    await driver.panel.evaluate(choose, 'decode-as', '')
    await driver.panel.until(hasRow, 'received', 'MessagePack', '{hello: "world"}')
  })
})

describe('a schema', () => {
  it('names the fields of protobuf messages, in the row and in full', async () => {
    const { panel, page } = stage.driver
    await chooseRow(panel, 'received', 'MessagePack')
    await panel.click('[data-testid=payload-tab-decoded]')
    await panel.click('[data-testid=decoders]')
    await panel.until(() => document.querySelector('[data-testid=decoder-mqtt]') !== null)
    await panel.click('[data-testid=add-schema]')
    await panel.fill('[data-testid=schema-text]', 'message Chat {\n  string user = x;\n}')
    await panel.until(says, 'schema-problem', 'line 2')
    await panel.fill(
      '[data-testid=schema-text]',
      'import "lost.proto";\nmessage Chat { string user = 1; Kind kind = 2; }\nenum Kind { NONE = 0; SHOUT = 1; }',
    )
    await panel.until(says, 'schema-warning', 'lost.proto')
    await panel.evaluate(choose, 'schema-sent', 'Chat')
    await panel.evaluate(choose, 'schema-received', 'Chat')
    await panel.fill('[data-testid=schema-url]', '/echo?pb')
    await panel.click('[data-testid=save-schema]')
    await panel.until(says, 'schema', '/echo?pb')
    await page.evaluate(send, `${echo()}?pb`, '', ['hex:0a034164611001'])
    await panel.until(hasRow, 'received', 'Protobuf', 'Chat {user: "Ada", kind: "SHOUT"}')
    await panel.fill('[data-testid=filter]', 'event:chat proto:protobuf')
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length === 2)
    await panel.fill('[data-testid=filter]', '')
  })
  it('can be removed, and decoders switched off', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=schema] [aria-label^=Remove]')
    await panel.until(() => document.querySelector('[data-testid=schema]') === null)
    await panel.until(hasRow, 'received', 'Protobuf', '{"1": "Ada", "2": 1}')
    await panel.click('[data-testid=decoder-protobuf]')
    await panel.until(hasRow, 'received', '0a 03 41 64 61 10 01')
    await panel.click('[data-testid=decoder-protobuf]')
    await panel.until(hasRow, 'received', 'Protobuf', '{"1": "Ada", "2": 1}')
    await panel.click('[aria-label="Close decoders"]')
  })
})

describe('hostile messages', () => {
  it('leave the panel usable', async () => {
    const { driver } = stage
    const { panel } = driver
    await driver.page.evaluate(send, echo(), '', [
      'hex:0afaffffff0f',
      'hex:9bffffffffffffffff',
      'hex:dfffffffff',
      '['.repeat(200_000),
      `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'the last of them',
    ])
    await panel.until(hasLogged, 'received', 'the last of them')
    await panel.until(hasRow, 'received', 'the last of them')
    await chooseRow(panel, 'received', '0a fa ff ff ff 0f')
    await panel.click('[data-testid=payload-tab-hex]')
    await panel.until(says, 'hex-view', '0a fa ff ff')
    await panel.click('[data-testid=hex-view] [data-at="1"]')
    await panel.until(says, 'hex-inspector', '250')
    expect(await driver.consoleErrors()).toEqual([])
  })
})
