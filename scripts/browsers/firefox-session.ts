import { aim, focusPlace, type Place, PRELUDE } from './firefox-parent.ts'
import type { Marionette } from './marionette.ts'

type Outcome = { readonly value: unknown } | { readonly error: string }

/**
 * A WebDriver session that can look into every document of Firefox and into its parent process. What a session looks at is
 * one state for all, so that one thing is done after the other.
 */
export class FirefoxSession {
  readonly #marionette: Marionette
  readonly #id: string
  #last: Promise<unknown> = Promise.resolve()

  constructor(marionette: Marionette, id: string) {
    this.#marionette = marionette
    this.#id = id
  }

  /** Calls a function of firefox-parent.ts in the parent process; arguments and result are what JSON can carry. */
  parent<T, A extends unknown[]>(fn: (...args: A) => T, ...args: A): Promise<Awaited<T>> {
    return this.#inTurn(() => this.#callParent(fn, ...args))
  }

  /** A WebDriver command about the document at a place. */
  command(place: Place, name: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return this.#inTurn(async () => {
      await this.#callParent(aim, this.#id, place)
      return this.#marionette.send(name, parameters)
    })
  }

  /** As command, with the keyboard's focus in that document. */
  input(place: Place, name: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.#inTurn(async () => {
      await this.#callParent(aim, this.#id, place)
      await this.#callParent(focusPlace, place)
      return this.#marionette.send(name, parameters)
    })
  }

  /**
   * Evaluates an expression that answers a promise. In a page it does so in the page's own realm, as an eval there, so that
   * the page's code meets the arrays and errors of its own realm; where a policy forbids that, and in the panel, beside it
   * with the same document and the same globals in view.
   */
  async evaluate(place: Place, expression: string): Promise<unknown> {
    const own = place.type === 'panel' ? 'null' : JSON.stringify(expression)
    const script = `
      const done = arguments[0]
      const beside = () => ${expression}
      const start = () => {
        if (${own} === null) return beside()
        try {
          return window.eval(${own})
        } catch (error) {
          if (String(error).includes('EvalError')) return beside()
          throw error
        }
      }
      const tell = (error) => done({ error: String(error?.message ?? error) })
      try {
        start().then((value) => done({ value: value ?? null }), tell)
      } catch (error) {
        tell(error)
      }`
    return outcomeOf(await this.command(place, 'WebDriver:ExecuteAsyncScript', { script, args: [] }))
  }

  async #callParent<T, A extends unknown[]>(fn: (...args: A) => T, ...args: A): Promise<Awaited<T>> {
    const script = `
      const done = arguments[0]
      const __name = (value) => value
      ${PRELUDE.map((tool) => `const ${tool.name} = ${tool}`).join('\n')}
      Promise.resolve().then(() => (${fn})(...${JSON.stringify(args)}))
        .then((value) => done({ value: value ?? null }), (error) => done({ error: String(error?.message ?? error) }))`
    await this.#marionette.send('Marionette:SetContext', { value: 'chrome' })
    try {
      const answer = await this.#marionette.send('WebDriver:ExecuteAsyncScript', {
        script,
        args: [],
        sandbox: 'system',
      })
      return outcomeOf(answer) as Awaited<T>
    } finally {
      await this.#marionette.send('Marionette:SetContext', { value: 'content' })
    }
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(action)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

function outcomeOf(answer: unknown): unknown {
  const outcome = (answer as { value: Outcome }).value
  if ('error' in outcome) throw new Error(outcome.error)
  return outcome.value ?? undefined
}
