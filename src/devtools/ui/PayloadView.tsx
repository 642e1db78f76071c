import { useMemo } from 'preact/hooks'
import { sizeText } from '../../core/bytes.ts'
import { readJson } from '../../core/decoders/read-json.ts'
import { checkJson } from '../../core/json-check.ts'
import type { RowNumber } from '../../core/log.ts'
import { isBytes, type Payload } from '../../core/row.ts'
import { DecodedView } from './DecodedView.tsx'
import { HexView } from './HexView.tsx'
import { lazy } from './lazy.tsx'
import { usePanel } from './panel-context.ts'
import { TabPanel, Tabs } from './Tabs.tsx'
import { TextView } from './TextView.tsx'
import { TreeView } from './TreeView.tsx'
import { useLongJson } from './use-long-json.ts'

const PinnedValues = lazy(async () => (await import('./PinnedValues.tsx')).PinnedValues)
const DiffView = lazy(async () => (await import('./DiffView.tsx')).DiffView)

/** UTF-16 units beyond which a text is read bit by bit: it would make each choice of a row slow. */
const JSON_LIMIT = 2_000_000

/** A payload as what it means, as text, as a JSON tree or as hex: as it was chosen last, if that can be. */
export function PayloadView({ row, payload }: { row: RowNumber; payload: Payload }) {
  const { state } = usePanel()
  const { choices, decoding } = state
  state.decoded.value
  const known = decoding?.meaning(row)
  const binary = isBytes(payload)
  const choice = binary ? choices.binaryView : choices.textView
  const text = useMemo(() => (isBytes(payload) ? new TextDecoder().decode(payload) : payload), [payload])
  const isLong = text.length > JSON_LIMIT
  const read = useMemo(() => (isLong ? null : readJson(text)), [text])
  const isAsked = isLong && (choice.value === 'json' || (choice.value === 'auto' && /^\s*[{[]/.test(text)))
  const long = useLongJson(isAsked ? text : null)
  const parsed = read ?? long
  const bytes = (): Uint8Array => (isBytes(payload) ? new Uint8Array(payload) : new TextEncoder().encode(payload))

  const isReading = typeof parsed === 'number'
  const structured = !isReading && parsed.ok && (parsed.tree.kind[0] as number) < 2
  // JSON alone has a view of its own, which needs nobody's answer.
  const says = known !== null && known !== undefined && (known === 'late' || known.id !== 'json' || binary)
  const automatic = says ? 'decoded' : binary ? 'hex' : structured || (isReading && isAsked) ? 'json' : 'text'
  const noJson = !isReading && !parsed.ok
  const wanted = choice.value === 'auto' ? automatic : choice.value
  const possible = wanted === 'decoded' && !decoding ? automatic : wanted
  const view = possible === 'json' && noJson ? (binary ? 'hex' : 'text') : possible
  const tabs = [
    ...(decoding ? [{ value: 'decoded', label: 'Decoded' } as const] : []),
    { value: 'text', label: 'Text', hint: 'Space, in the list' },
    { value: 'json', label: 'JSON', unavailable: noJson ? (isLong ? 'Not JSON.' : whyNoJson(text)) : undefined },
    { value: 'hex', label: 'Hex', hint: 'Shift+Space, in the list' },
    { value: 'diff', label: 'Diff' },
  ] as const
  return (
    <div class="payload-view">
      {choices.pinned.value.length > 0 && (
        <PinnedValues row={row} json={structured && !isReading && parsed.ok ? parsed.tree : null} />
      )}
      <Tabs
        label="Show as"
        name="payload"
        value={view}
        tabs={tabs}
        onChange={(next) => {
          choice.value = next
        }}
      />
      <TabPanel name="payload" value={view}>
        {view === 'decoded' && <DecodedView row={row} />}
        {view === 'diff' && <DiffView row={row} />}
        {view === 'text' && <TextView text={text} />}
        {view === 'hex' && <HexPayload read={bytes} payload={payload} />}
        {view === 'json' && isReading && (
          <p class="hint" role="status" data-testid="reading-json">
            Reading {sizeText(text.length)} as JSON: {parsed} %
          </p>
        )}
        {view === 'json' && !isReading && parsed.ok && <TreeView tree={parsed.tree} label="JSON" />}
      </TabPanel>
    </div>
  )
}

function HexPayload({ read, payload }: { read: () => Uint8Array; payload: Payload }) {
  // `read` reads the payload and nothing else.
  const bytes = useMemo(read, [payload])
  return <HexView bytes={bytes} />
}

function whyNoJson(text: string): string {
  const check = checkJson(text)
  return check.ok ? 'The browser can’t read this JSON.' : `Not JSON. ${check.message}`
}
