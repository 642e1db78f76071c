import { describe, expect, it } from 'vitest'
import { csvField, writeCsv } from '../../../src/core/files/write-csv.ts'
import { recording, rowOf, written } from './recordings.ts'

describe('csvField', () => {
  it.each([
    ['plain', 'plain'],
    ['with, comma', '"with, comma"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
  ])('%j becomes %j, by RFC 4180', (text, field) => {
    expect(csvField(text)).toBe(field)
  })
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '\n@x', '\uff1d1', '\0=1'])(
    '%j can’t become a formula',
    (text) => {
      expect(csvField(text)).toMatch(/^"?'/)
    },
  )
})

describe('writeCsv', () => {
  it('writes a header and a line for each row', () => {
    const text = written(
      writeCsv,
      recording([
        rowOf('constructed', { url: 'wss://a.example/?token=1', protocols: [] }),
        rowOf('sent', '=HYPERLINK("https://evil.example")', { flags: 9 }),
        rowOf('received', Uint8Array.of(1).buffer),
      ]),
      false,
    )
    expect(text.split('\r\n')).toEqual([
      '\ufefftime,type,socket,url,page,readyState,flags,size,encoding,data',
      '2026-01-02T03:04:05.718Z,constructed,0,wss://shop.example/live?locale=en,https://shop.example/basket,1,,,json,"{""url"":""wss://a.example/?token=REDACTED"",""protocols"":[]}"',
      `2026-01-02T03:04:05.718Z,sent,0,wss://shop.example/live?locale=en,https://shop.example/basket,1,synthetic history,34,text,"'=HYPERLINK(""https://evil.example"")"`,
      '2026-01-02T03:04:05.718Z,received,0,wss://shop.example/live?locale=en,https://shop.example/basket,1,,1,base64,AQ==',
      '',
    ])
  })
})
