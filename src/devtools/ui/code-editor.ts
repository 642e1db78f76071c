import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { forceLinting, linter } from '@codemirror/lint'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type JsonWords, jsonPlace } from '../../core/json-words.ts'
import { lintJson } from '../../core/lint-json.ts'
import { GENERATORS, type Variable } from '../../core/template.ts'
import { visibleLine } from '../../core/visible.ts'

/** How an editor looks and behaves; may change while it is there. */
export interface EditorLook {
  readonly isJson: boolean
  /** Lines have numbers, and what is wrong is marked in its line, which counts from 1. */
  readonly isCode?: boolean
  readonly problem?: { readonly line: number; readonly message: string } | null
  /** Whether placeholders are filled in, and so aren't wrong. */
  readonly fill: boolean
  /** Shown while it is empty. */
  readonly placeholder: string
  readonly isWrong: boolean
}

export interface EditorOptions {
  readonly text: string
  /** UTF-16 units; null: it has no focus. */
  readonly selection: { readonly from: number; readonly to: number } | null
  readonly look: EditorLook
  readonly attributes: Readonly<Record<string, string>>
  onChange(text: string): void
  /** What can be offered in JSON, and only there. */
  words(): JsonWords
  /** Variables for placeholders. */
  variables(): readonly Variable[]
}

export interface CodeEditor {
  setText(text: string): void
  setLook(look: EditorLook): void
  end(): void
}

/** UTF-16 units beyond which nothing is offered, as the text would be read from its beginning at each key. */
const OFFERED = 50_000

/** UTF-16 units that a placeholder is looked for before the caret. */
const LONGEST = 100

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--json-key)' },
  { tag: tags.string, color: 'var(--json-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--json-number)' },
])

/** Puts an editor for text and JSON into an element. Loaded when it is first needed. */
export function createEditor(parent: HTMLElement, options: EditorOptions): CodeEditor {
  const changing = new Compartment()
  let look = options.look
  const lookOf = ({ isJson, isCode, placeholder: empty, isWrong }: EditorLook): Extension => [
    placeholder(empty),
    EditorView.contentAttributes.of({ ...options.attributes, tabindex: '0', 'aria-invalid': String(isWrong) }),
    isJson ? [json(), syntaxHighlighting(COLOURS), bracketMatching(), marks] : [],
    isCode ? [lineNumbers(), bracketMatching(), wrongLine] : [],
    offers,
  ]
  const marks = linter(
    ({ state }) => {
      const text = state.doc.toString()
      const mark = lintJson(text, look.fill)
      if (!mark) return []
      const from = Math.min(mark.at, text.length)
      return [{ from, to: Math.min(from + 1, text.length), severity: 'error', message: mark.message }]
    },
    { delay: 150 },
  )
  const wrongLine = linter(({ state }) => {
    if (!look.problem || look.problem.line > state.doc.lines) return []
    const { from, to } = state.doc.line(look.problem.line)
    return [{ from, to, severity: 'error', message: visibleLine(look.problem.message) }]
  })
  const offers = autocompletion({
    override: [
      (context) => (look.fill ? offerPlaceholders(context, options.variables) : null),
      (context) => (look.isJson ? offer(context, options.words) : null),
    ],
    icons: false,
    maxRenderedOptions: 50,
  })
  const { selection } = options
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      ...(selection && { selection: { anchor: selection.from, head: selection.to } }),
      extensions: [
        // It belongs to the form, which sends. Tab isn't bound at all: it leaves the editor.
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }])),
        keymap.of([...historyKeymap, ...defaultKeymap]),
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) options.onChange(state.doc.toString())
        }),
        changing.of(lookOf(look)),
      ],
    }),
  })
  if (selection) view.focus()
  return {
    setText(text) {
      const { doc } = view.state
      // A CR is a line break here as it is in a textarea, and would never be equal.
      if (doc.toString() === text.replace(/\r\n?/g, '\n')) return
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text } })
    },
    setLook(next) {
      look = next
      view.dispatch({ effects: changing.reconfigure(lookOf(next)) })
      if (next.isJson || next.isCode) forceLinting(view)
    },
    end: () => view.destroy(),
  }
}

/** UTF-16 units of a variable's value that are shown. */
const SHOWN = 40

/** Behind two braces on the same line: what can be filled in. */
function offerPlaceholders(
  { state, pos }: CompletionContext,
  variables: () => readonly Variable[],
): CompletionResult | null {
  const line = state.doc.lineAt(pos)
  const begun = /\{\{([^{}]*)$/.exec(line.text.slice(Math.max(0, pos - line.from - LONGEST), pos - line.from))
  if (!begun) return null
  const close = line.text.startsWith('}}', pos - line.from) ? '' : '}}'
  const named = variables().map(({ name, value }) => ({
    text: `env ${name}`,
    becomes: visibleLine(value.slice(0, SHOWN)),
  }))
  return {
    from: pos - (begun[1]?.length ?? 0),
    // In this order: those that a person made come first.
    options: [...named, ...GENERATORS].map(({ text, becomes }, index) => ({
      boost: -index,
      label: text,
      displayLabel: visibleLine(text),
      detail: becomes,
      apply: text + close,
    })),
  }
}

function offer({ state, pos, explicit }: CompletionContext, words: () => JsonWords): CompletionResult | null {
  if (state.doc.length > OFFERED) return null
  const text = state.doc.toString()
  const place = jsonPlace(text, pos)
  if (!place || (place.from === pos && !explicit)) return null
  const { kind, name } = place
  const { names, values } = words()
  const list = kind === 'name' ? [...names].map((one) => JSON.stringify(one)) : [...(values.get(name ?? '') ?? [])]
  const to = text[pos] === '"' ? pos + 1 : pos
  const colon = kind === 'name' && !/^\s*:/.test(text.slice(to, to + 20)) ? ': ' : ''
  return {
    from: place.from,
    to,
    options: list.map((one) => ({
      label: one,
      displayLabel: visibleLine(one),
      apply: one + colon,
      type: kind === 'name' ? 'property' : 'constant',
    })),
  }
}
