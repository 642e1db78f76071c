import { useLayoutEffect, useRef } from 'preact/hooks'
import { isFilter, isFind } from '../keys.ts'
import { ConnectForm } from './ConnectForm.tsx'
import { ExportForm } from './ExportForm.tsx'
import { FileNotice } from './FileNotice.tsx'
import { LazyDecodersForm } from './LazyDecodersForm.tsx'
import { Notices } from './Notices.tsx'
import { Panes } from './Panes.tsx'
import { usePanel } from './panel-context.ts'
import { SettingsForm } from './SettingsForm.tsx'
import { Toolbar } from './Toolbar.tsx'
import { useFileDrop } from './use-file-drop.ts'

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
  const held = useFileDrop(app)
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
      {state.choices.setting.value && <SettingsForm />}
      {state.choices.decoders.value && <LazyDecodersForm />}
      {state.choices.exporting.value && <ExportForm />}
      <Notices />
      <FileNotice />
      <Panes />
      {held && <div class="drop">Drop a HAR or NDJSON file to open it read-only</div>}
    </div>
  )
}
