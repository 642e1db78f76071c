import { type Modifier, type Realm, UNTIL } from './driver.ts'

/** What a browser has to offer for a realm. */
export interface RealmParts {
  /** For messages, e.g. `the panel`. */
  readonly name: string
  /** Evaluates a JavaScript expression whose value is a promise of a string or undefined. */
  evaluate(expression: string): Promise<unknown>
  click(selector: string): Promise<void>
  /** Types into the element that has the focus, in place of what is selected. */
  type(selector: string, text: string): Promise<void>
  upload(selector: string, path: string): Promise<void>
  press(key: string, modifiers: readonly Modifier[]): Promise<void>
  hover(selector: string): Promise<void>
}

/** Length in ms of one stay inside the document while polling. */
const STAY = 500

/** A realm made of what the browser offers: everything that both browsers share. */
export function createRealm(parts: RealmParts): Realm {
  const run = async (expression: string): Promise<unknown> => {
    const text = await parts.evaluate(expression)
    return typeof text === 'string' ? JSON.parse(text) : undefined
  }

  const evaluate: Realm['evaluate'] = (fn, ...args) =>
    run(callOf(String(fn), args)) as Promise<Awaited<ReturnType<typeof fn>>>

  const until: Realm['until'] = async (fn, ...args) => {
    const source = String(fn)
    const end = Date.now() + UNTIL
    let last = 'no answer'
    while (Date.now() < end) {
      try {
        // A document that is just going away may never answer.
        const poll = (await before(end + 2 * STAY, run(pollOf(source, args)))) as Poll
        if (poll.done) return poll.value as NonNullable<Awaited<ReturnType<typeof fn>>>
        last = poll.last
      } catch (error) {
        last = messageOf(error)
        await pause()
      }
    }
    const text = await before(Date.now() + STAY, evaluate(visibleText)).catch(messageOf)
    const given = args.length === 0 ? '' : `\nwith ${JSON.stringify(args)}`
    throw new Error(
      `Not so in ${parts.name} within ${UNTIL / 1000} s:\n${source}${given}\nLast: ${last}\nText there:\n${text}`,
    )
  }

  /** Waits for the element, then acts; once more if the element was replaced in between. */
  const act = async (selector: string, action: () => Promise<void>, ready = isReady) => {
    const end = Date.now() + UNTIL
    for (;;) {
      await until(ready, selector)
      try {
        return await action()
      } catch (error) {
        if (Date.now() > end) throw new Error(`${selector} in ${parts.name}: ${messageOf(error)}`)
        await pause()
      }
    }
  }

  return {
    evaluate,
    until,
    click: (selector) => act(selector, () => parts.click(selector)),
    hover: (selector) =>
      act(selector, async () => {
        // WebDriver moves the pointer only to what is in sight.
        await evaluate(scrollTo, selector)
        await parts.hover(selector)
      }),
    press: (key, ...modifiers) => parts.press(key, modifiers),
    upload: (selector, path) => act(selector, () => parts.upload(selector, path), exists),
    fill: async (selector, text) => {
      await act(selector, async () => {
        // An editor draws only the lines in sight, so it alone can select all.
        if (await evaluate(selectAll, selector)) await parts.press('a', ['Control'])
        if (text === '') await parts.press('Backspace', [])
        else await parts.type(selector, text)
      })
    },
  }
}

type Poll = { readonly done: true; readonly value: unknown } | { readonly done: false; readonly last: string }

/** An expression that calls a function, given as text, and answers the JSON of what it resolves to. */
export function callOf(source: string, args: readonly unknown[]): string {
  return `(async () => { ${NAME} return JSON.stringify(await (${source})(...${JSON.stringify(args)})) })()`
}

/** An expression that calls a function for STAY ms until its answer is truthy. */
function pollOf(source: string, args: readonly unknown[]): string {
  return `(async () => {
    ${NAME}
    const check = ${source}
    const end = performance.now() + ${STAY}
    for (;;) {
      let last
      try {
        const value = await check(...${JSON.stringify(args)})
        if (value) return JSON.stringify({ done: true, value })
        last = String(value)
      } catch (error) {
        last = String(error)
      }
      if (performance.now() > end) return JSON.stringify({ done: false, last })
      await new Promise((resume) => setTimeout(resume, 20))
    }
  })()`
}

/** esbuild, as tsx runs it, wraps inner functions in calls of this helper, which a function's text then carries along. */
const NAME = 'const __name = (value) => value;'

function isReady(selector: string): boolean {
  const element = document.querySelector(selector)
  return (
    element !== null &&
    element.getClientRects().length > 0 &&
    // What is still being loaded may be replaced in the middle of a word.
    !element.matches(':disabled, [aria-busy=true]')
  )
}

function exists(selector: string): boolean {
  return document.querySelector(selector) !== null
}

function scrollTo(selector: string): void {
  document.querySelector(selector)?.scrollIntoView({ block: 'nearest' })
}

/** Answers whether it could not: an editor with lines of its own. */
function selectAll(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector)
  element?.focus()
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) element.select()
  else if (element?.isContentEditable) return true
  else if (element) getSelection()?.selectAllChildren(element)
  return false
}

function visibleText(): string {
  // Not textContent: a person who reads the message wants to know what was to be seen.
  return document.body.innerText.slice(0, 4000)
}

/** Rejects when a promise takes longer than to a moment (ms since the epoch). */
export function before<T>(end: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('No answer in time')), Math.max(0, end - Date.now()))
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** A breath between two looks at something that can't tell by itself when it changes. */
export function pause(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, 25))
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
