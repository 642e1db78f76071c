import { readValue, readValues, replaceValue, toggleValue } from '../../core/query/edit.ts'
import type { TermKey } from '../../core/query/syntax.ts'
import { usePanel } from './panel-context.ts'
import { Segmented } from './Segmented.tsx'
import { socketName } from './socket-name.ts'

const ANY = { value: '', label: 'All' } as const
const DIRECTIONS = [ANY, { value: 'sent', label: 'Sent' }, { value: 'received', label: 'Received' }]
const TYPES = [ANY, { value: 'text', label: 'Text' }, { value: 'binary', label: 'Binary' }]
const SIZES = [
  ANY,
  { value: '<1k', label: '< 1 kB' },
  { value: '>=1k', label: '≥ 1 kB' },
  { value: '>=10k', label: '≥ 10 kB' },
  { value: '>=1M', label: '≥ 1 MB' },
]
const TRAITS = [
  { value: 'json', label: 'JSON' },
  { value: 'synthetic', label: 'Made by Sockeye' },
  { value: 'history', label: 'Earlier' },
  { value: 'truncated', label: 'Cut' },
]

/** The filter as a form. What is chosen here is written into the text, and read from it. */
export function FilterForm() {
  const { state } = usePanel()
  const { filter } = state.choices
  const set = (key: TermKey, value: string): void => {
    filter.value = replaceValue(filter.value, key, value === '' ? null : value)
  }
  const choice = (key: 'dir' | 'type' | 'size', label: string, choices: typeof SIZES) => (
    <div class="form-line">
      <span class="field-name">{label}</span>
      <Segmented
        label={label}
        value={readValue(filter.value, key) ?? ''}
        choices={choices}
        testId={`form-${key}`}
        onChange={(value) => set(key, value)}
      />
    </div>
  )
  const traits = readValues(filter.value, 'is')
  return (
    <div class="filter-form" data-testid="filter-form">
      {choice('dir', 'Direction', DIRECTIONS)}
      {choice('type', 'Type', TYPES)}
      {choice('size', 'Length', SIZES)}
      <label class="form-line">
        <span class="field-name">Socket</span>
        <select
          data-testid="form-socket"
          value={readValue(filter.value, 'socket') ?? ''}
          onChange={(event) => set('socket', event.currentTarget.value)}
        >
          <option value="">All</option>
          {state.sockets.value.map((socket) => {
            const { name, host } = socketName(socket.url)
            return (
              <option key={socket.number} value={`#${socket.number + 1}`}>
                #{socket.number + 1} · {name} · {host}
              </option>
            )
          })}
        </select>
      </label>
      <div class="form-line">
        <span class="field-name">Only</span>
        <span class="form-checks">
          {TRAITS.map(({ value, label }) => (
            <label class="check" key={value}>
              <input
                type="checkbox"
                data-testid={`form-is-${value}`}
                checked={traits.includes(value)}
                onChange={(event) => {
                  filter.value = toggleValue(filter.value, 'is', value, event.currentTarget.checked)
                }}
              />
              {label}
            </label>
          ))}
        </span>
      </div>
    </div>
  )
}
