import type { Problem } from '../interpreter/interpreter.ts'
import type { Decoder } from './decoder.ts'
import { type OwnDecoder, ownId, type Preferences } from './preferences.ts'
import { schemaDecoder } from './protobuf-schema.ts'

/** The decoders that a user's preferences make of those there are, and the end of what they need. */
export interface Preferred {
  readonly decoders: readonly Decoder[]
  end(): void
}

/** Gives the interpreter's WebAssembly, compiled; rejects where it can't be had. */
export type LoadModule = () => Promise<WebAssembly.Module>
export const noModule: LoadModule = () => Promise.reject(new Error('there is none here'))

/** Decoders with those that somebody wrote or described before them; the interpreter is loaded only where one was written. */
export function preferredDecoders(
  preferences: Preferences,
  decoders: readonly Decoder[],
  load: LoadModule,
): Preferred | Promise<Preferred> {
  const schemas = preferences.schemas.map(schemaDecoder).filter((decoder) => decoder !== null)
  const { own } = preferences
  if (own.length === 0) return { decoders: [...schemas, ...decoders], end: () => {} }
  return startOwn(own, preferences.off, load).then(({ decoders: written, end }) => ({
    decoders: [...written, ...schemas, ...decoders],
    end,
  }))
}

/** Each in an interpreter of its own. One that can't be started says so of each message. */
async function startOwn(own: readonly OwnDecoder[], off: readonly string[], load: LoadModule): Promise<Preferred> {
  // With it comes the interpreter.
  const [{ ownDecoder }, { Interpreter }] = await Promise.all([
    import('./own-decoder.ts'),
    import('../interpreter/interpreter.ts'),
  ])
  const started = await Promise.all(
    own.map(async (one) => {
      if (off.includes(ownId(one.id))) return { decoder: ownDecoder(one, OFF), end: () => {} }
      try {
        const interpreter = await Interpreter.start(await load(), one.code)
        return { decoder: ownDecoder(one, interpreter), end: () => interpreter.end() }
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        const problem: Problem = {
          message: `The interpreter for decoders of your own did not start (${why}).`,
          line: null,
        }
        return { decoder: ownDecoder(one, problem), end: () => {} }
      }
    }),
  )
  return {
    decoders: started.map(({ decoder }) => decoder),
    end: () => {
      for (const { end } of started) end()
    },
  }
}

const OFF: Problem = { message: 'This decoder is off. Switch it on below Decoders.', line: null }
