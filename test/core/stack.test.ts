import { describe, expect, it } from 'vitest'
import { type Frame, parseStack, placeText } from '../../src/core/stack.ts'

/** Stacks as Chromium 156 and Firefox 153 wrote them. */

const at = ({ name, place }: Frame): string => `${name} ${place ? `${place.url}:${place.line}:${place.column}` : '-'}`
const v8 = (...lines: string[]) => parseStack(['Error', ...lines.map((line) => `    at ${line}`)].join('\n'))
const only = (frames: Frame[]): Frame => {
  expect(frames).toHaveLength(1)
  return frames[0] as Frame
}

describe('a stack of Chrome', () => {
  it.each([
    ['connect (https://a.example/app.js:10:5)', 'connect https://a.example/app.js:10:5'],
    ['https://a.example/app.js:10:5', ' https://a.example/app.js:10:5'],
    ['new Chat (https://a.example/app.js:10:5)', 'new Chat https://a.example/app.js:10:5'],
    [
      'HTMLDivElement.onclick (http://localhost:45895/index.html:1:1)',
      'HTMLDivElement.onclick http://localhost:45895/index.html:1:1',
    ],
    ['K.m [as n] (blob:http://localhost:1/ed13:27:48)', 'K.m [as n] blob:http://localhost:1/ed13:27:48'],
    [
      'a (b) c@d (https://a.example/x%20y (1).js?q=a:1:32:101)',
      'a (b) c@d https://a.example/x%20y (1).js?q=a:1:32:101',
    ],
    ['[sy m] (<anonymous>:32:70)', '[sy m] <anonymous>:32:70'],
    ['<anonymous>:31:19', ' <anonymous>:31:19'],
    ['Array.forEach (<anonymous>)', 'Array.forEach -'],
    ['wasm://wasm/99d086be:wasm-function[1]:0x29', 'wasm-function[1] wasm://wasm/99d086be:1:42'],
    ['run (wasm://wasm/99d086be:wasm-function[1]:0x29)', 'run wasm://wasm/99d086be:1:42'],
    ['step (my-source.js:3:4)', 'step my-source.js:3:4'],
  ])('names function and place of %s', (line, expected) => {
    const frame = only(v8(line))
    expect(at(frame)).toBe(expected)
    expect(frame).toMatchObject({ evaluated: false, asynchronous: false })
  })

  it('says where code that is a text was run', () => {
    const frames = v8(
      'eval (eval at start (https://a.example/app.js:29:3), <anonymous>:1:1)',
      'eval (eval at eval (eval at <anonymous> (https://a.example/b.js:1:2)), <anonymous>:5:6)',
    )
    expect(frames.map(at)).toEqual(['eval https://a.example/app.js:29:3', 'eval https://a.example/b.js:1:2'])
    expect(frames.every(({ evaluated }) => evaluated)).toBe(true)
  })

  it('tells what waited from what was running', () => {
    const frames = v8(
      'inner (https://a/app.js:34:43)',
      'async outer (https://a/app.js:34:3)',
      'async https://a/b.js:1:2',
    )
    expect(frames.map(({ asynchronous }) => asynchronous)).toEqual([false, true, true])
    expect(frames.map(at)).toEqual([
      'inner https://a/app.js:34:43',
      'outer https://a/app.js:34:3',
      ' https://a/b.js:1:2',
    ])
  })

  it('leaves out the hook, and only this extension’s', () => {
    const frames = v8(
      'Object.construct (chrome-extension://abcdefghijklmnopabcdefghijklmnop/hook.js:1:9)',
      'open (chrome-extension://abcdefghijklmnopabcdefghijklmnop/content.js:1:9)',
    )
    expect(frames.map(at)).toEqual(['open chrome-extension://abcdefghijklmnopabcdefghijklmnop/content.js:1:9'])
  })
})

describe('a stack of Firefox', () => {
  it.each([
    ['connect@https://a.example/app.js:10:5', 'connect https://a.example/app.js:10:5'],
    ['@https://a.example/app.js:10:5', ' https://a.example/app.js:10:5'],
    ['start/<@https://u@a.example/x@2.js:31:23', 'start/< https://u@a.example/x@2.js:31:23'],
    ['a (b) c@d@http://localhost:45895/index.html:32:105', 'a (b) c@d http://localhost:45895/index.html:32:105'],
    ['get g@blob:http://localhost:1/c2bb:27:107', 'get g blob:http://localhost:1/c2bb:27:107'],
    ['@my:1:5', ' my:1:5'],
    ['@http://a/x.wasm:wasm-function[1]:0x29', 'wasm-function[1] http://a/x.wasm:1:42'],
  ])('names function and place of %s', (line, expected) => {
    const frame = only(parseStack(`${line}\n`))
    expect(at(frame)).toBe(expected)
    expect(frame).toMatchObject({ evaluated: false, asynchronous: false })
  })

  it('says where code that is a text was run', () => {
    const frames = parseStack(
      'inlineFn@http://localhost:1/index.html line 46 > injectedScript:1:27\nanonymous@http://localhost:1/index.html line 1 > injectedScript line 29 > Function:3:7\n',
    )
    expect(frames.map(at)).toEqual([
      'inlineFn http://localhost:1/index.html:46:null',
      'anonymous http://localhost:1/index.html:1:null',
    ])
    expect(frames.every(({ evaluated }) => evaluated)).toBe(true)
  })

  it('tells what waited from what was running', () => {
    const frames = parseStack(
      'inner@https://a/app.js:1:2\nasync*outer@https://a/app.js:3:4\npromise callback*@https://a/app.js:5:6\nEventListener.handleEvent*f@https://a/app.js:7:8\n',
    )
    expect(frames.map(({ asynchronous }) => asynchronous)).toEqual([false, true, true, true])
    expect(frames.map(({ name }) => name)).toEqual(['inner', 'outer', '', 'f'])
  })

  it('leaves out the hook', () => {
    expect(parseStack('construct@<anonymous code>:1:7\nf@https://a/app.js:1:2\n').map(at)).toEqual([
      'f https://a/app.js:1:2',
    ])
  })
})

it('reads no more than 32 frames, and nothing of what is none', () => {
  expect(v8(...Array.from({ length: 40 }, (_, line) => `f (https://a/app.js:${line}:1)`))).toHaveLength(32)
  expect(parseStack('')).toEqual([])
  expect(parseStack('no stack at all')).toEqual([])
})

it('writes a place short', () => {
  expect(placeText({ url: 'https://a.example/js/app.js?v=1/2#x', line: 1, column: 2 })).toBe('app.js:1:2')
  expect(placeText({ url: 'https://a.example/', line: 1, column: null })).toBe('(index):1')
})
