import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SocketReader } from '../../../src/core/decoders/choose.ts'
import type { Message } from '../../../src/core/decoders/decoder.ts'
import { treeJson } from '../../../src/core/decoders/tree-json.ts'
import { nodeSummary } from '../../../src/core/decoders/tree-summary.ts'
import { xmlDecoder } from '../../../src/core/decoders/xml.ts'
import { isDecodable } from './captured/check-outcome.ts'

const read = (data: Message['data'], pinned = false) => {
  const wishes = { pinned: pinned ? 'xml' : null, off: [] }
  const reader = new SocketReader([xmlDecoder], { url: '', subprotocol: '' }, wishes)
  return reader.read({ direction: 'received', data, time: 0 })
}
const shown = (text: string) => {
  const tree = read(text)?.layers[0]?.tree
  return tree ? nodeSummary(tree, 0, 200) : null
}
const error = (text: string) => {
  const layer = read(text, true)?.layers[0]
  return layer && `${layer.error} ${layer.at}`
}

describe('XML', () => {
  it('is a tree of elements, attributes and texts', () => {
    const text = `<?xml version="1.0"?><!-- c --><m:message to='a&amp;b' id="1">
      <body>Hi &lt;you&gt; &#233;&#x1F600;</body><empty/><![CDATA[<raw> &amp;]]></m:message>`
    const reading = read(text)
    expect(reading?.meaning).toMatchObject({ protocol: 'XML', kind: 'm:message', confidence: 'likely' })
    expect(reading?.meaning.summary).toMatch(/^<m:message to='a&amp;b' id="1"> <body>Hi/)
    expect(reading?.layers[0]?.tree?.text).toEqual([
      'm:message',
      'a&b',
      '1',
      'body',
      'Hi <you> é😀',
      'empty',
      '<raw> &amp;',
    ])
    expect(reading?.layers[0]?.tree?.key).toEqual([null, '@to', '@id', null, null, null, null])
    expect(read(new TextEncoder().encode(text))?.meaning.kind).toBe('m:message')
  })
  it('may be the beginning of an XMPP stream', () => {
    expect(shown('<stream:stream to="x" version="1.0">')).toBe('stream:stream("x", "1.0")')
  })
  it.each([
    '<',
    '< a>',
    'a < b',
    '<3',
    '<a>',
    '<a></b>',
    '<a b=c/>',
    '<a b="1" b="2"/>',
    '<a/><b/>',
    '<br>text',
    '<a/>text',
    '{}',
  ])('is not %s', (text) => {
    expect(read(text)).toBe(null)
    expect(error(text)).toMatch(/\. \d+$/)
  })
  it('expands no entity of a document type', () => {
    const laughs = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><lolz>&b; &#0; &#x110000;</lolz>`
    expect(shown(laughs)).toBe('lolz("&b; &#0; &#x110000;")')
    const outside = `<!DOCTYPE x SYSTEM "file:///etc/passwd"><x>&y;</x>`
    expect(shown(outside)).toBe('x("&y;")')
  })
  it('bears 100,000 levels and as many attributes', () => {
    const deep = `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`
    const reading = read(deep)
    expect(reading?.layers[0]?.tree?.end[0]).toBe(100_000)
    expect(treeJson(reading?.layers[0]?.tree as never).length).toBeGreaterThan(0)
    const wide = `<a ${Array.from({ length: 100_000 }, (_, at) => `n${at}=""`).join(' ')}/>`
    expect(read(wide)?.layers[0]?.tree?.end[0]).toBe(100_001)
    expect(read(`<!DOCTYPE ${'['.repeat(100_000)}`)).toBe(null)
    expect(read(`<a ${' '.repeat(100_000)}`)).toBe(null)
  })
  it('of any text is read or refused', () => {
    const parts = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      '=',
      '"',
      "'",
      '&lt;',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<a',
      '</a>',
      ' ',
      '<!DOCTYPE ',
      '[',
    )
    const texts = fc.array(parts, { maxLength: 40 }).map((list) => list.join(''))
    fc.assert(
      fc.property(fc.oneof(texts, fc.string()), fc.boolean(), (text, pinned) => {
        const outcome = xmlDecoder
          .reader({ url: '', subprotocol: '' }, pinned)
          ?.read({ direction: 'sent', data: text, time: 0 })
        return outcome === 'not mine' || (outcome !== undefined && isDecodable(outcome))
      }),
      { numRuns: 2000 },
    )
  })
})
