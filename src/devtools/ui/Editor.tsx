import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { JsonWords } from '../../core/json-words.ts'
import type { Variable } from '../../core/template.ts'
import type { CodeEditor, EditorLook } from './code-editor.ts'

type Module = typeof import('./code-editor.ts')

/** Loaded once for as long as the panel; null until then. */
let loaded: Module | null = null

interface EditorProps {
  readonly text: string
  readonly look: EditorLook
  readonly testId: string
  readonly label: string
  readonly describedBy: string
  readonly onChange: (text: string) => void
  readonly words: () => JsonWords
  readonly variables: () => readonly Variable[]
}

/** A field for text and JSON with colours, marks and completion. Until these are loaded, and where they can't be, it is a
 *  plain field; what was typed there, and the caret, stay. Like a field it fires `input` events, which bubble. */
export function Editor(props: EditorProps) {
  const { text, look, testId, label, describedBy } = props
  const [module, setModule] = useState(loaded)
  const [waiting, setWaiting] = useState(loaded === null)
  const host = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const editor = useRef<CodeEditor | null>(null)
  const caret = useRef<{ from: number; to: number } | null>(null)
  const latest = useRef(props)
  latest.current = props

  useEffect(() => {
    let isThere = true
    const enter = (ready: Module): void => {
      if (!isThere) return
      const plain = field.current
      if (plain && plain.ownerDocument.activeElement === plain) {
        caret.current = { from: plain.selectionStart, to: plain.selectionEnd }
      }
      setModule(ready)
      setWaiting(false)
    }
    if (loaded) return
    import('./code-editor.ts').then(
      (ready) => {
        loaded = ready
        // In the middle of a composition the text is the input method's.
        if (composing.current) field.current?.addEventListener('compositionend', () => enter(ready), { once: true })
        else enter(ready)
      },
      () => isThere && setWaiting(false),
    )
    return () => {
      isThere = false
    }
  }, [])
  const composing = useRef(false)

  useLayoutEffect(() => {
    const element = host.current
    if (!module || !element) return
    const made = module.createEditor(element, {
      text: latest.current.text,
      selection: caret.current,
      look: latest.current.look,
      attributes: { 'data-testid': testId, 'aria-label': label, 'aria-describedby': describedBy, spellcheck: 'false' },
      onChange(typed) {
        if (typed === latest.current.text) return
        latest.current.onChange(typed)
        element.dispatchEvent(new Event('input', { bubbles: true }))
      },
      words: () => latest.current.words(),
      variables: () => latest.current.variables(),
    })
    editor.current = made
    return () => {
      editor.current = null
      made.end()
    }
  }, [module])
  useLayoutEffect(() => editor.current?.setText(text), [text])
  useLayoutEffect(
    () => editor.current?.setLook(look),
    [look.isJson, look.fill, look.placeholder, look.isWrong, look.problem?.line, look.problem?.message],
  )

  if (module) return <div class="draft-field editor" ref={host} />
  return (
    <textarea
      ref={field}
      class="draft-field"
      data-testid={testId}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={look.isWrong}
      aria-busy={waiting}
      spellcheck={false}
      placeholder={look.placeholder}
      value={text}
      onCompositionStart={() => {
        composing.current = true
      }}
      onCompositionEnd={() => {
        composing.current = false
      }}
      onInput={(event) => props.onChange(event.currentTarget.value)}
    />
  )
}
