/**
 * Runs a function that a user wrote, in an interpreter of its own: QuickJS (https://bellard.org/quickjs/) as WebAssembly,
 * by https://github.com/justjake/quickjs-emscripten. Extension pages may not evaluate code, and what runs in there can reach
 * nothing: no network, no timers, no storage, no other decoder. Only a text goes in and comes out, both JSON; and bytes go in.
 */
import base from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core'
import { prepare, type Told } from './inside.ts'

/** ms that one call may take: well within what the worker may, so that it is this that ends it. */
export const DEADLINE = 100
/**
 * The interpreter's looks at the clock, one for each some 10,000 steps, that must be made before the deadline counts: on a
 * busy machine time passes while nothing is run. Half as much again and it counts in any case: the worker has 250 ms.
 */
const LOOKS = 20
/** ms that reading the program may take, in which the interpreter itself is compiled, too. */
const START = 2000
/** Bytes that the program and all it holds may take. */
const MEMORY = 64 * 2 ** 20
/**
 * Bytes of the interpreter's own stack: some 180 calls of a function by itself. With much more the stack of WebAssembly
 * ends first, which leaves the interpreter broken.
 */
const STACK = 32 * 1024
/** Values of an answer, and UTF-16 units in all of them, that are told. */
export const MOST_VALUES = 50_000
export const MOST_UNITS = 4 * 2 ** 20
/**
 * Calls that may miss the deadline before none is made any more: a thousand messages would take minutes. A hundred calls
 * that don't make up for one.
 */
const MOST_OVERRUNS = 5
const MADE_UP = 0.01
/** What the program is called in stacks. */
const FILE = 'decoder'

/** What is wrong with a program or one call of it, in words. `line` counts from 1; null: not known. */
export interface Problem {
  readonly message: string
  readonly line: number | null
}

export type Answer = Exclude<Told, { readonly thrown: string }> | { readonly problem: Problem }

/** A program, and the function `decode` in it. Nothing of it outlives `end`. */
export class Interpreter {
  readonly #runtime: QuickJSRuntime
  readonly #context: QuickJSContext
  /** Why nothing can be called any more; null: all is well. */
  #problem: Problem | null = null
  #call: QuickJSHandle | null = null
  #forget: QuickJSHandle | null = null
  #decode: QuickJSHandle | null = null
  /** WebAssembly itself failed within it. */
  #isBroken = false
  /** When the call must be over, ms of performance.now(), and the looks at the clock since it began. */
  #until = 0
  #looks = 0
  #overruns = 0

  /** `module`: the variant's WebAssembly, compiled. Rejects where it can't be instantiated. */
  static async start(module: WebAssembly.Module, program: string): Promise<Interpreter> {
    const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(base, { wasmModule: module }))
    return new Interpreter(quickjs.newRuntime(), program)
  }

  private constructor(runtime: QuickJSRuntime, program: string) {
    runtime.setMemoryLimit(MEMORY)
    runtime.setMaxStackSize(STACK)
    runtime.setInterruptHandler(() => {
      const over = performance.now() - this.#until
      return over > DEADLINE / 2 || (++this.#looks > LOOKS && over > 0)
    })
    this.#runtime = runtime
    this.#context = runtime.newContext()
    this.#load(program)
  }

  /** Why the program can't be run, as a syntax error; null: it can. */
  get problem(): Problem | null {
    return this.#problem
  }

  /**
   * What `decode` answers to a message.
   * @param input What it is given, but for bytes: JSON of an object.
   * @param memory Calls with the same number share their `memory`, until it is forgotten.
   */
  call(input: string, bytes: Uint8Array | null, memory: number): Answer {
    if (this.#problem) return { problem: this.#problem }
    const context = this.#context
    const told = this.#guard((): Told => {
      const { undefined: none } = context
      const handles = [context.newString(input), bytes ? bufferOf(context, bytes) : none, context.newNumber(memory)]
      const [text, buffer, number] = handles as [QuickJSHandle, QuickJSHandle, QuickJSHandle]
      try {
        const result = this.#run(DEADLINE, () =>
          context.callFunction(this.#call as QuickJSHandle, none, this.#decode as QuickJSHandle, text, buffer, number),
        )
        return JSON.parse(result.consume((handle) => context.getString(handle))) as Told
      } finally {
        for (const handle of handles) handle.dispose()
      }
    })
    if (told === null || !('thrown' in told)) return told
    return { problem: problemOf(told.thrown, told.stack) }
  }

  /** Forgets what calls with this number remember. */
  forget(memory: number): void {
    if (this.#problem) return
    const context = this.#context
    this.#guard(() => {
      const number = context.newNumber(memory)
      this.#run(DEADLINE, () =>
        context.callFunction(this.#forget as QuickJSHandle, context.undefined, number),
      ).dispose()
      number.dispose()
      return null
    })
  }

  end(): void {
    // A broken one can't be cleared up; its memory goes when nobody refers to it any more.
    if (!this.#isBroken) {
      for (const handle of [this.#call, this.#forget, this.#decode]) handle?.dispose()
      this.#context.dispose()
      this.#runtime.dispose()
    }
    this.#problem = { message: 'It has ended.', line: null }
  }

  #load(program: string): void {
    const context = this.#context
    const told = this.#guard(() => {
      const own = this.#run(START, () => context.evalCode(`(${prepare})(${MOST_VALUES}, ${MOST_UNITS})`, 'sockeye'))
      this.#call = context.getProp(own, 'call')
      this.#forget = context.getProp(own, 'forget')
      own.dispose()
      this.#run(START, () => context.evalCode(program, FILE)).dispose()
      // By its name and not as a property: `const decode = …` is none.
      this.#decode = this.#run(START, () =>
        context.evalCode('typeof decode === "function" ? decode : undefined', 'sockeye'),
      )
      if (context.typeof(this.#decode) === 'function') return null
      return { thrown: 'There is no function decode. Write function decode(message) { … }', stack: '' }
    })
    if (!told || !('thrown' in told)) return
    const problem = problemOf(told.thrown, told.stack)
    this.#problem = INTERRUPTED.test(told.thrown)
      ? { ...problem, message: 'It took too long to begin and was stopped.' }
      : problem
  }

  /** Runs for at most `patience` ms; throws what was thrown inside, as `Thrown`. */
  #run(patience: number, act: () => ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    this.#until = performance.now() + patience
    this.#looks = 0
    const result = act()
    if (!result.error) return result.value
    throw result.error.consume((error) => this.#thrown(error))
  }

  #thrown(error: QuickJSHandle): Thrown {
    const context = this.#context
    if (context.typeof(error) !== 'object') return new Thrown(context.getString(error), '')
    const [name, message, stack] = ['name', 'message', 'stack'].map((key) =>
      context.getProp(error, key).consume((handle) => context.getString(handle)),
    )
    return new Thrown(`${name}: ${message}`, stack ?? '')
  }

  /** What came of it, or what was thrown. Where WebAssembly itself failed, nothing is called any more. */
  #guard(act: () => Told): Told {
    try {
      const told = act()
      this.#overruns = Math.max(0, this.#overruns - MADE_UP)
      return told
    } catch (error) {
      if (!(error instanceof Thrown)) {
        this.#isBroken = true
        this.#problem = {
          message: 'It went too deep and broke its interpreter. Switch it off and on to restart it.',
          line: null,
        }
        return { thrown: this.#problem.message, stack: '' }
      }
      if (INTERRUPTED.test(error.message) && ++this.#overruns >= MOST_OVERRUNS) {
        const message = `It took longer than ${DEADLINE} ms with ${MOST_OVERRUNS} messages and is asked no more. Mend it, or switch it off and on.`
        this.#problem = { message, line: lineOf(error.where) }
      }
      return { thrown: error.message, stack: error.where }
    }
  }
}

/** What was thrown inside. */
class Thrown extends Error {
  /** A stack of the interpreter. */
  readonly where: string

  constructor(message: string, where: string) {
    super(message)
    this.where = where
  }
}

function bufferOf(context: QuickJSContext, bytes: Uint8Array): QuickJSHandle {
  // A copy: what is handed over belongs to the interpreter.
  return context.newArrayBuffer(bytes.slice().buffer)
}

/** Whatever the interpreter says of its limits, in words that say what to do. */
const INTERRUPTED = /^InternalError: interrupted$/
const LIMITS: readonly (readonly [RegExp, string])[] = [
  [INTERRUPTED, `It took longer than ${DEADLINE} ms and was stopped.`],
  [/^InternalError: out of memory$/, `It needed more than ${MEMORY / 2 ** 20} MB of memory and was stopped.`],
  [
    /^(InternalError|RangeError|SyntaxError): (stack overflow|Maximum call stack size exceeded)$/,
    'It went too deep and was stopped.',
  ],
]

function problemOf(thrown: string, stack: string): Problem {
  const message = LIMITS.find(([pattern]) => pattern.test(thrown))?.[1] ?? thrown
  return { message, line: lineOf(stack) }
}

/** The innermost line of the program. */
function lineOf(stack: string): number | null {
  const line = new RegExp(`\\b${FILE}:(\\d+)`).exec(stack)?.[1]
  return line === undefined ? null : Number(line)
}
