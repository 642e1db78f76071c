import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shellQuote } from '../../../src/core/files/shell-quote.ts'

/** What a shell makes of words, each ended by a null character. */
function wordsOf(shell: string, line: string): string[] {
  const out = execFileSync(shell, ['-c', `printf '%s\\0' ${line}`], { env: { LC_ALL: 'C' }, encoding: 'utf8' })
  return out.split('\0').slice(0, -1)
}

/** Every character of one byte but null, and some that are longer, unseen, or none. */
const HARD = [
  ...Array.from({ length: 255 }, (_, code) => String.fromCharCode(code + 1)),
  ...'\'"\\$`!*?[]{}()<>|&;~# é漢😀\u2028\u202e\u200b\ufeff',
  '',
  '-n',
  '\\x41',
  "it's",
  "$'\\n'",
  '$(touch /tmp/x) `id` $HOME',
  'a\r\nb\tc\x1b[201~\nd',
  '\x01f\x021',
]

describe('shellQuote', () => {
  it.each(['bash', 'sh'])('makes words that %s takes back as they were', (shell) => {
    // Plain shells know '…' alone, and $'…' is used only where that won't do.
    const texts = shell === 'bash' ? HARD : HARD.filter((text) => !shellQuote(text)?.startsWith('$'))
    expect(texts.length).toBeGreaterThan(100)
    expect(wordsOf(shell, texts.map(shellQuote).join(' '))).toEqual(texts)
  })
  it('does so with any text', () => {
    const text = fc.string({ unit: 'binary' }).filter((one) => !one.includes('\0'))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 50 }), (texts) => {
        expect(wordsOf('bash', texts.map(shellQuote).join(' '))).toEqual(texts)
      }),
      { numRuns: 20 },
    )
  })
  it('leaves nothing in it that a terminal acts on or a person can’t see', () => {
    for (const text of HARD) expect(shellQuote(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  })
  it('sends what can’t be sent as the browser would', () => {
    expect(wordsOf('bash', shellQuote('a\ud800b') ?? '')).toEqual(['a\ufffdb'])
  })
  it('has no word for a null character', () => {
    expect(shellQuote('a\0b')).toBeNull()
  })
})
