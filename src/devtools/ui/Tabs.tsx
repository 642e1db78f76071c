import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

interface Tab<Value extends string> {
  readonly value: Value
  readonly label: string
  /** Why it can't be chosen; shown as its tooltip. */
  readonly unavailable?: string | undefined
  /** Its tooltip where it can. */
  readonly hint?: string
}

interface TabsProps<Value extends string> {
  readonly label: string
  /** Unique in the page; ids and test ids begin with it. */
  readonly name: string
  readonly value: Value
  readonly tabs: readonly Tab<Value>[]
  readonly onChange: (value: Value) => void
  /** At the end of the line. */
  readonly children?: ComponentChildren
}

/** A line of tabs. The page below is a `TabPanel` of the same name and value. */
export function Tabs<Value extends string>({ label, name, value, tabs, onChange, children }: TabsProps<Value>) {
  const list = useRef<HTMLDivElement>(null)
  const choose = (tab: Tab<Value> | undefined): void => {
    if (tab && !tab.unavailable) onChange(tab.value)
  }
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const usable = tabs.filter((tab) => !tab.unavailable)
    const at = usable.findIndex((tab) => tab.value === value)
    const next = usable[(at + step + usable.length) % usable.length]
    choose(next)
    if (next) list.current?.querySelector<HTMLElement>(`#${name}-tab-${next.value}`)?.focus()
  }
  return (
    <div class="tab-line">
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            class="tab"
            id={`${name}-tab-${tab.value}`}
            data-testid={`${name}-tab-${tab.value}`}
            aria-selected={tab.value === value}
            aria-controls={`${name}-panel`}
            aria-disabled={tab.unavailable ? true : undefined}
            title={tab.unavailable ?? tab.hint}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => choose(tab)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {children}
    </div>
  )
}

interface TabPanelProps {
  readonly name: string
  readonly value: string
  readonly children: ComponentChildren
}

export function TabPanel({ name, value, children }: TabPanelProps) {
  return (
    <div class="tab-panel" role="tabpanel" id={`${name}-panel`} aria-labelledby={`${name}-tab-${value}`}>
      {children}
    </div>
  )
}
