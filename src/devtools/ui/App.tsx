import { useLayoutEffect, useRef } from 'preact/hooks'
import { isFilter, isFind } from '../keys.ts'
import { ConnectForm } from './ConnectForm.tsx'
import { Notices } from './Notices.tsx'
import { Panes } from './Panes.tsx'
import { usePanel } from './panel-context.ts'
import { Toolbar } from './Toolbar.tsx'

/** Whether what is typed goes into this element. */
function isTyping(target: EventTarget | null): boolean {
  const name = target && 'tagName' in target ? String(target.tagName).toLowerCase() : ''
  return name === 'textarea' || name === 'select' || (name === 'input' && target !== null && isTextField(target))
}

function isTextField(target: EventTarget): boolean {
  return 'type' in target && target.type === 'text'
}

export function App() {
  const { state } = usePanel()
  const app = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const document = app.current?.ownerDocument
    // On the document: nothing in the panel may have the focus yet. While the event goes down: Chrome listens there too, and
    // would open its own search bar, whether or not the default was prevented.
    const press = (event: KeyboardEvent): void => {
      if (isFind(event)) {
        event.preventDefault()
        event.stopImmediatePropagation()
        if (state.choices.find.value === null) state.choices.find.value = ''
        else app.current?.querySelector<HTMLInputElement>('.find-field')?.select()
        return
      }
      if (!isFilter(event, isTyping(event.target))) return
      const field = app.current?.querySelector<HTMLInputElement>('.filter-field')
      if (!field) return
      event.preventDefault()
      field.focus()
      field.select()
    }
    document?.addEventListener('keydown', press, { capture: true })
    return () => document?.removeEventListener('keydown', press, { capture: true })
  }, [])
  return (
    <div class="app" ref={app}>
      <Toolbar />
      {state.choices.connecting.value && <ConnectForm />}
      <Notices />
      <Panes />
    </div>
  )
}
