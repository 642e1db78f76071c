import { useLayoutEffect, useRef } from 'preact/hooks'
import { isFilter, isFind } from '../keys.ts'
import { FileNotice } from './FileNotice.tsx'
import { lazy } from './lazy.tsx'
import { Notices } from './Notices.tsx'
import { Panes } from './Panes.tsx'
import { usePanel } from './panel-context.ts'
import { Toolbar } from './Toolbar.tsx'
import { useFileDrop } from './use-file-drop.ts'

const SavedConnections = lazy(async () => (await import('./SavedConnections.tsx')).SavedConnections)
const ConnectForm = lazy(async () => (await import('./ConnectForm.tsx')).ConnectForm)
const DecodersForm = lazy(async () => (await import('./DecodersForm.tsx')).DecodersForm)
const ExportForm = lazy(async () => (await import('./ExportForm.tsx')).ExportForm)
const SettingsForm = lazy(async () => (await import('./SettingsForm.tsx')).SettingsForm)

/** Whether what is typed goes into this element. */
function isTyping(target: EventTarget | null): boolean {
  const name = target && 'tagName' in target ? String(target.tagName).toLowerCase() : ''
  return name === 'textarea' || name === 'select' || (name === 'input' && target !== null && isTextField(target))
}

function isTextField(target: EventTarget): boolean {
  return 'type' in target && target.type === 'text'
}

/** Where a text is shown that has a field of its own to find in it. */
function paneOf(target: EventTarget | null): Element | null {
  return target && 'closest' in target ? (target as Element).closest('.text-pane') : null
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
        const within = paneOf(event.target)?.querySelector<HTMLInputElement>('.text-find')
        if (within) {
          within.focus()
          within.select()
        } else if (state.choices.find.value === null) state.choices.find.value = ''
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
      {state.choices.connecting.value && state.choices.dialing.value && <SavedConnections />}
      {state.choices.setting.value && <SettingsForm />}
      {state.choices.decoders.value && <DecodersForm />}
      {state.choices.exporting.value && <ExportForm />}
      <Notices />
      <FileNotice />
      <Panes />
      {held && <div class="drop">Drop a HAR or NDJSON file to open it read-only</div>}
    </div>
  )
}
