import { describe, expect, test } from 'vitest'
import { checkJson } from '../../src/core/json-check.ts'

function accepts(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Numbers that look random and are the same in each run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('a text that is JSON', () => {
  test.each([
    '0',
    '-0.0e+0',
    ' [ ] ',
    '{}\r\n\t',
    '"\\u00e9\\ud800\\"\\/"',
    '"\ud800\u2028\x7f"',
    '{"a": [1, {"b": null}], "a": true, "__proto__": {}, "": false}',
  ])('%j passes', (text) => {
    expect(checkJson(text)).toEqual({ ok: true })
  })

  test('passes at a depth of a million', () => {
    expect(checkJson('['.repeat(1e6) + ']'.repeat(1e6))).toEqual({ ok: true })
  })

  test('passes with ten megabytes', () => {
    const text = JSON.stringify(
      Array.from({ length: 150_000 }, (_, id) => ({ id, name: `user ${id}`, tags: ['a', 'é'] })),
    )
    expect(checkJson(text)).toEqual({ ok: true })
  })
})

describe('a text that is not', () => {
  test.each([
    ['', 'Column 1: there is no JSON yet. Enter a value, such as {"type": "hello"}.'],
    ['  \n', 'Line 1, column 1: there is no JSON yet. Enter a value, such as {"type": "hello"}.'],
    ['{"a": 1,}', 'Column 8: nothing follows this comma. Remove it.'],
    ['[1, 2,\n]', 'Line 1, column 6: nothing follows this comma. Remove it.'],
    ['[,]', 'Column 2: a value must come here, not “,”. Put text in double quotes.'],
    ['{"a" 1}', 'Column 6: a colon must stand between name and value.'],
    ['{"a":}', 'Column 6: a value must come here, not “}”. Put text in double quotes.'],
    ['{"a":]', 'Column 6: a value must come here, not “]”. Put text in double quotes.'],
    ['[1, {"a":]', 'Column 10: a value must come here, not “]”. Put text in double quotes.'],
    ['{"a": 1 "b": 2}', 'Column 9: a comma or } must come here.'],
    ['[1 2]', 'Column 4: a comma or ] must come here.'],
    ['{"a": [1}', 'Column 9: a comma or ] must come here.'],
    ['{a: 1}', 'Column 2: a name must come here, in double quotes: {"name": 1}.'],
    ["{'a': 1}", 'Column 2: write strings and names in straight double quotes: "…".'],
    ['[“a”]', 'Column 2: write strings and names in straight double quotes: "…".'],
    ['{\n  "a": {', 'Line 2, column 9: the object from line 2, column 8 is not closed. Add }.'],
    ['["a"', 'Column 5: the array from column 1 is not closed. Add ].'],
    ['["a', 'Column 2: this string is not closed. Add a " at its end.'],
    ['["a\\', 'Column 2: this string is not closed. Add a " at its end.'],
    ['"a\nb"', 'Line 1, column 3: a string may not run over lines. Close it with ", or write \\n for a line break.'],
    ['"a\tb"', 'Column 3: a string may not hold this control character as it is. Write \\t.'],
    ['"a\0b"', 'Column 3: a string may not hold this control character as it is. Write \\u0000.'],
    ['"C:\\dir"', 'Column 4: \\d is no escape. Write \\\\ for a backslash.'],
    ['"\\\u202e"', 'Column 2: \\\\u202e is no escape. Write \\\\ for a backslash.'],
    ['"\\u12g4"', 'Column 2: four hex digits must follow \\u, such as \\u00e9.'],
    ['[1, undefined]', 'Column 5: write null instead of undefined.'],
    ['[True]', 'Column 2: write true instead of True.'],
    ['NaN', 'Column 1: JSON has no NaN. Use null or a string.'],
    ['hello', 'Column 1: “hello” is not a JSON value. Put text in double quotes.'],
    ['nullable', 'Column 1: “nullable” is not a JSON value. Put text in double quotes.'],
    ['[01]', 'Column 2: this number is not written as JSON has it. Write it like -12.5 or 1e9.'],
    ['[.5]', 'Column 2: this number is not written as JSON has it. Write it like -12.5 or 1e9.'],
    ['[1.]', 'Column 2: this number is not written as JSON has it. Write it like -12.5 or 1e9.'],
    ['0x1F', 'Column 1: this number is not written as JSON has it. Write it like -12.5 or 1e9.'],
    ['[-]', 'Column 2: this number is not written as JSON has it. Write it like -12.5 or 1e9.'],
    ['[1] // one', 'Column 5: JSON has no comments. Remove this one.'],
    ['\ufeff{}', 'Column 1: this is not a plain space but the character U+FEFF. Remove it.'],
    ['{\u00a0"a": 1}', 'Column 2: this is not a plain space but the character U+00A0. Remove it.'],
    [
      '{"a": 1}\n{"a": 2}',
      'Line 2, column 1: the JSON ends before this. Remove the rest, or put all values in one array: [ … ].',
    ],
    ['😀', 'Column 1: a value must come here, not “😀”. Put text in double quotes.'],
  ])('%j is told what to do', (text, message) => {
    expect(checkJson(text)).toMatchObject({ ok: false, message })
  })

  test('has the place as numbers too', () => {
    expect(checkJson('{\n  "a": x}')).toMatchObject({ line: 2, column: 8, offset: 9 })
  })

  test('is named by its head only, however long a word it is', () => {
    const check = checkJson('𝒳'.repeat(5_000_000))
    expect(check.ok ? '' : check.message.length).toBeLessThan(200)
  })

  test('is found at a depth of a million', () => {
    expect(checkJson('[{"a":'.repeat(1e6))).toMatchObject({ ok: false, offset: 6e6 })
  })
})

test('ten thousand texts with random faults get the same answer as from JSON.parse', () => {
  const random = generator(1)
  const pieces = [
    ...'{}[]:,"\\\'-+.01eEnutrlfas/\n\t \0\u00a0é😀',
    'true',
    'false',
    'null',
    '\\u00',
    '\\n',
    '""',
    '1e5',
  ]
  const samples = ['{"a":[1,-2.5e3,{"b":"c\\n"}],"d":null}', '[true,false,"\\u00e9"]', '"text"', '-12.5E-3']
  const differing: string[] = []
  for (let round = 0; round < 10_000; round++) {
    let text = samples[random(samples.length)] as string
    for (let faults = random(3) + 1; faults > 0; faults--) {
      const at = random(text.length + 1)
      text = text.slice(0, at) + (random(3) ? pieces[random(pieces.length)] : '') + text.slice(at + random(3))
    }
    if (checkJson(text).ok !== accepts(text)) differing.push(text)
  }
  expect(differing).toEqual([])
})
