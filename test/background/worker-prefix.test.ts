import { describe, expect, it } from 'vitest'
import { isScriptType, placeOf } from '../../src/background/worker-prefix.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const place = (script: string) => placeOf(encode(script), true)

describe('placeOf', () => {
  it('is the very beginning of most scripts', () => {
    for (const script of ['postMessage(1)', '// words\nvar a', '/* words */ import "./a.js"', '(() => {})()', ' \n x'])
      expect(place(script), script).toEqual({ at: 0, strict: false })
  })

  it('is behind a byte order mark and behind a hashbang', () => {
    expect(place('\uFEFFx()')).toEqual({ at: 3, strict: false })
    expect(place('#!/usr/bin/env node\nx()')).toEqual({ at: 20, strict: false })
    expect(place('\uFEFF#!x\n"use strict"; x()')).toEqual({ at: 7, strict: true })
  })

  it('keeps the script strict', () => {
    const scripts = [
      `'use strict'`,
      `"use strict";x()`,
      `/*! Licence */ // of\n'use strict' ; x()`,
      `'use strict'\nvar a`,
      `'use strict' // words\n"more"`,
      `"use client"; 'use strict'; x()`,
    ]
    for (const script of scripts) expect(place(script), script).toEqual({ at: 0, strict: true })
  })

  it('does not make a script strict that is not', () => {
    for (const script of [`x();'use strict'`, `/* 'use strict' */ x()`, `'use asm';x()`, `"use\\x20strict";x()`])
      expect(place(script), script).toEqual({ at: 0, strict: false })
  })

  it('is nowhere where it is hard to say', () => {
    const scripts = [
      '',
      `'use strict' + x`,
      `'use strict'\n.length`,
      `'use strict'\nin x`,
      `'use client'\n'use strict'`,
      `'open`,
      '/* open',
      '--> x',
      `<!-- x\n'use strict'`,
      '#!only',
    ]
    for (const script of scripts) expect(place(script), script).toBeNull()
  })

  it('waits for more where the end of what is here could be in the middle of something', () => {
    const script = `#!x\n/* ${'é'.repeat(100)} */\n'use strict';\n${'x'.repeat(100)}`
    const bytes = encode(script)
    const told = Array.from(bytes, (_, end) => placeOf(bytes.subarray(0, end), false))
    const known = told.findIndex((answer) => answer !== 'more')
    expect(known).toBeGreaterThan(script.indexOf(';'))
    for (const answer of told.slice(known)) expect(answer).toEqual({ at: 4, strict: true })
  })
})

describe('isScriptType', () => {
  it('knows the types of scripts', () => {
    for (const type of [
      'text/javascript',
      'application/javascript; charset=utf-8',
      'Text/ECMAScript',
      'application/x-javascript',
    ])
      expect(isScriptType(type), type).toBe(true)
    for (const type of ['', 'text/html', 'application/json', 'text/javascript+x', 'application/wasm'])
      expect(isScriptType(type), type).toBe(false)
  })
})
