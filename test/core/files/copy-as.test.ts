import { execFileSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asJavaScript, asJson, asWebsocat, asWscat } from '../../../src/core/files/copy-as.ts'
import type { Payload } from '../../../src/core/row.ts'
import { recording, rowOf, socketOf } from './recordings.ts'

const bytes = (...values: readonly number[]): ArrayBuffer => Uint8Array.from(values).buffer
const messages = (...payloads: readonly Payload[]) => recording(payloads.map((payload) => rowOf('sent', payload)))

/** Runs a script, opens its sockets, and answers what it did. */
function run(script: string) {
  const made: unknown[][] = []
  const sent: unknown[] = []
  const sockets: Socket[] = []
  class Socket {
    onopen = () => {}
    constructor(...given: unknown[]) {
      made.push(given)
      sockets.push(this)
    }
    send(data: string | Uint8Array) {
      sent.push(typeof data === 'string' ? data : [...data])
    }
  }
  runInNewContext(script, { WebSocket: Socket, atob, console })
  for (const socket of sockets) socket.onopen()
  return { made: JSON.parse(JSON.stringify(made)), sent }
}

/** The words of a command after the shell has read it; `printf`, `base64` and the client only say what they were given. */
function wordsOf(line: string): string[][] {
  const script = `wscat() { printf '%s\\0' wscat "$@"; printf '\\1'; }
websocat() { cat | base64 --wrap=0; printf '\\0'; printf '%s\\0' websocat "$@"; printf '\\1'; }
${line}`
  const out = execFileSync('bash', ['-c', script], { encoding: 'utf8' })
  return out
    .split('\x01')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1))
}

describe('asJavaScript', () => {
  it('connects, and sends the messages when the socket is open', () => {
    const { made, sent } = run(asJavaScript(messages('hello', bytes(0, 255))) ?? '')
    expect(made).toEqual([['wss://shop.example/live?locale=en', ['chat', 'superchat']]])
    expect(sent).toEqual(['hello', [0, 255]])
  })
  it('sends any text and any bytes as they were', () => {
    const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.uint8Array()), { minLength: 1 }), (payloads) => {
        const script = asJavaScript(messages(...payloads.map((one) => (typeof one === 'string' ? one : bytes(...one)))))
        expect(run(script ?? '').sent).toEqual(payloads.map((one) => (typeof one === 'string' ? one : [...one])))
      }),
    )
  })
  it('can’t end a script element or hide what it does', () => {
    const script = asJavaScript(messages('</script><!--', '\u202e\u2028$x`'))
    expect(script).not.toMatch(/<|[\p{Cf}\p{Zl}]/u)
    expect(run(script ?? '').sent).toEqual(['</script><!--', '\u202e\u2028$x`'])
  })
  it('makes a script for each socket, and none where there is no message', () => {
    const rows = [rowOf('sent', 'a'), rowOf('received', 'b', { socket: 1 }), rowOf('error', null)]
    const script = asJavaScript(recording(rows, [socketOf(), socketOf({ url: 'ws://b.example/', protocols: [] })]))
    expect(run(script ?? '').made).toEqual([
      ['wss://shop.example/live?locale=en', ['chat', 'superchat']],
      ['ws://b.example/'],
    ])
    expect(asJavaScript(recording([rowOf('error', null)]))).toBeNull()
  })
})

describe('asWscat', () => {
  it('connects, sends and stays', () => {
    expect(wordsOf(asWscat(messages("it's", '-x', 'a\nb')) ?? '')).toEqual([
      [
        'wscat',
        '--connect',
        'wss://shop.example/live?locale=en',
        ...['--subprotocol', 'chat', '--subprotocol', 'superchat'],
        ...["--execute=it's", '--execute=-x', '--execute=a\nb'],
        '--wait=-1',
      ],
    ])
  })
  it('has no command for bytes or a null character', () => {
    expect(asWscat(messages('text', bytes(1)))).toBeNull()
    expect(asWscat(messages('\0'))).toBeNull()
  })
})

describe('asWebsocat', () => {
  it('sends texts together, with a null character after each', () => {
    const [words = []] = wordsOf(asWebsocat(messages('%s\\n', 'two\nlines')) ?? '')
    expect(atob(words[0] ?? '')).toBe('%s\\n\0two\nlines\0')
    expect(words.slice(1)).toEqual([
      'websocat',
      ...['--text', '--null-terminated', '--linemode-strip-newlines', '--no-close', '--protocol=chat,superchat'],
      'wss://shop.example/live?locale=en',
    ])
  })
  it('sends bytes one message a command, with room for them', () => {
    const commands = wordsOf(asWebsocat(messages(bytes(0, 10, 255), new ArrayBuffer(70_000))) ?? '')
    expect(commands.map(([sent = '']) => atob(sent).length)).toEqual([3, 70_000])
    expect(commands[0]).toContain('--binary')
    expect(commands[1]).toContain('--buffer-size=70001')
  })
})

describe('asJson', () => {
  it('is an object for a row, and an array for several', () => {
    expect(JSON.parse(asJson(messages('a')))).toEqual({
      type: 'sent',
      time: 1767323045718,
      state: 1,
      size: 1,
      text: 'a',
      socket: 'wss://shop.example/live?locale=en',
    })
    expect(JSON.parse(asJson(messages('a', bytes(1))))).toMatchObject([{ text: 'a' }, { base64: 'AQ==' }])
  })
})
