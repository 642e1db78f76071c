import { IconButton } from './IconButton.tsx'
import { lazy } from './lazy.tsx'
import { usePanel } from './panel-context.ts'
import { TabPanel, Tabs } from './Tabs.tsx'

const VIEWS = {
  message: lazy(async () => (await import('./MessageDetails.tsx')).MessageDetails),
  compose: lazy(async () => (await import('./Compose.tsx')).Compose),
  replay: lazy(async () => (await import('./Replay.tsx')).Replay),
  measure: lazy(async () => (await import('./Measure.tsx')).Measure),
  kinds: lazy(async () => (await import('./Kinds.tsx')).Kinds),
  socket: lazy(async () => (await import('./SocketDetails.tsx')).SocketDetails),
  rules: lazy(async () => (await import('./RulesView.tsx')).RulesView),
} as const

const TABS = [
  { value: 'message', label: 'Message' },
  { value: 'compose', label: 'Compose' },
  { value: 'replay', label: 'Replay' },
  { value: 'measure', label: 'Measure' },
  { value: 'kinds', label: 'Kinds' },
  { value: 'socket', label: 'Socket' },
  { value: 'rules', label: 'Rules' },
] as const

/** The pane beside the list: one message in full, the composer, one socket, or the rules. */
export function Details() {
  const { state } = usePanel()
  const { choices } = state
  const tab = choices.tab.value
  const View = VIEWS[tab]
  return (
    <section class="details" aria-label="Details">
      <Tabs
        label="Details"
        name="details"
        value={tab}
        tabs={TABS}
        onChange={(next) => {
          choices.tab.value = next
        }}
      >
        <IconButton
          icon="close"
          label="Hide details"
          onClick={() => {
            choices.details.value = false
          }}
        />
      </Tabs>
      <TabPanel name="details" value={tab}>
        {tab === 'message' && state.row.value === null ? (
          <p class="hint">Select a message to see it in full.</p>
        ) : (
          <View />
        )}
      </TabPanel>
    </section>
  )
}
