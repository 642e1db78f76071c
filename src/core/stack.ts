/**
 * Call stacks as the browsers write them, read into frames. No standard says how a stack is written:
 * https://v8.dev/docs/stack-trace-api and https://searchfox.org/firefox-main/source/js/src/vm/SavedStacks.cpp do.
 */

/** A place in a source. */
export interface Place {
  /** `<anonymous>` where the code has no address. */
  readonly url: string
  /** From 1. */
  readonly line: number
  /** From 1; null where the browser names only the line. */
  readonly column: number | null
}

/** One function that was running, or that waited for the one above it. */
export interface Frame {
  /** As the browser names it; empty for a function without a name and for a script's own level. */
  readonly name: string
  /** Null for a function of the browser's own, as `Array.forEach`. */
  readonly place: Place | null
  /** The code was a text that was run (`eval`, `new Function`, an injected script): `place` is where that was done. */
  readonly evaluated: boolean
  /** It did not call the frame above: it waited for it, or it had asked for it to be called later. */
  readonly asynchronous: boolean
}

/** Frames at the most; as many as the hook asks for. */
const MOST = 32

/** The hook's own frames. Chrome gives them their address, Firefox this word. */
const OURS = /^(?:chrome-extension:\/\/[a-p]{32}\/(?:worker-)?hook\.js|<anonymous code>)$/

/** How the text of a place begins: an address, code without one, or code in code. */
const PLACE = /^(?:[a-z][a-z0-9+.-]+:[^\s:]|<anonymous|eval at |index \d|native)/i

/** Frames of a stack, the newest first; what can't be read is left out, and so are the hook's own. */
export function parseStack(stack: string): Frame[] {
  const frames: Frame[] = []
  for (const line of stack.split('\n')) {
    const frame = line.startsWith('    at ') ? readV8(line.slice(7)) : readFirefox(line)
    if (frame && !OURS.test(frame.place?.url ?? '')) frames.push(frame)
    if (frames.length === MOST) break
  }
  return frames
}

/** `async name (place)`, `name (place)`, `async place` or `place`. */
function readV8(text: string): Frame {
  const asynchronous = text.startsWith('async ')
  const rest = asynchronous ? text.slice(6) : text
  const split = rest.endsWith(')') ? splitAt(rest, ' (') : -1
  const name = split < 0 ? '' : rest.slice(0, split)
  const where = split < 0 ? rest : rest.slice(split + 2, -1)
  const evaluated = where.startsWith('eval at ')
  const place = evaluated ? callerOfEval(where) : placeOf(where)
  return { name: name || wasmName(where), place, evaluated, asynchronous }
}

/** `eval at name (place), <anonymous>:1:1`, where the place may be `eval at name (place)` again: the outermost is in a file. */
function callerOfEval(text: string): Place | null {
  const comma = text.lastIndexOf('), ')
  const end = comma < 0 ? text.length - 1 : comma
  const at = splitAt(text.slice(8, end), ' (')
  if (at < 0) return null
  const inner = text.slice(8 + at + 2, end)
  return inner.startsWith('eval at ') ? callerOfEval(inner) : placeOf(inner)
}

/** `cause*name@place`, where cause says how a function came to be called later. */
function readFirefox(text: string): Frame | null {
  const split = splitAt(text, '@')
  if (split < 0) return null
  const [, cause, name = ''] = /^(?:([\w.: ]+)\*)?(.*)$/.exec(text.slice(0, split)) ?? []
  const where = text.slice(split + 1)
  // Code in code: `address line 12 > eval line 3 > Function:1:5`.
  const outer = /^(.*?) line (\d+) > /.exec(where)
  const place = outer ? { url: outer[1] as string, line: Number(outer[2]), column: null } : placeOf(where)
  return {
    name: name || wasmName(where),
    place,
    evaluated: outer !== null && !where.includes('wasm-function['),
    asynchronous: cause !== undefined,
  }
}

/** Where the place begins: at the first sign behind which it looks like one, for names and addresses may contain the sign. */
function splitAt(text: string, sign: string): number {
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
    if (PLACE.test(text.slice(at + sign.length))) return at
  }
  return text.lastIndexOf(sign)
}

/** `address:line:column`, or `address:wasm-function[index]:0xoffset`; null where there is no address. */
function placeOf(text: string): Place | null {
  const wasm = /^(.+):wasm-function\[\d+\]:0x([0-9a-f]+)$/.exec(text)
  // DevTools count the bytes of a module as the columns of its one line.
  if (wasm) return { url: wasm[1] as string, line: 1, column: Number.parseInt(wasm[2] as string, 16) + 1 }
  const found = /^(.+):(\d+):(\d+)$/.exec(text)
  const url = found?.[1]
  return url === undefined ? null : { url, line: Number(found?.[2]), column: Number(found?.[3]) }
}

function wasmName(text: string): string {
  return /wasm-function\[\d+\]/.exec(text)?.[0] ?? ''
}

/** A place as DevTools write it: file, line and column, without the rest of the address. */
export function placeText({ url, line, column }: Place): string {
  const path = url.replace(/[?#].*$/, '')
  const file = path.slice(path.lastIndexOf('/') + 1) || '(index)'
  return column === null ? `${file}:${line}` : `${file}:${line}:${column}`
}
