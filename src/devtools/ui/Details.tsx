import { Compose } from './Compose.tsx'
import { IconButton } from './IconButton.tsx'
import { Measure } from './Measure.tsx'
import { MessageDetails } from './MessageDetails.tsx'
import { usePanel } from './panel-context.ts'
import { Replay } from './Replay.tsx'
import { RulesView } from './RulesView.tsx'
import { SocketDetails } from './SocketDetails.tsx'
import { TabPanel, Tabs } from './Tabs.tsx'

const TABS = [
  { value: 'message', label: 'Message' },
  { value: 'compose', label: 'Compose' },
  { value: 'replay', label: 'Replay' },
  { value: 'measure', label: 'Measure' },
  { value: 'socket', label: 'Socket' },
  { value: 'rules', label: 'Rules' },
] as const

/** The pane beside the list: one message in full, the composer, one socket, or the rules. */
export function Details() {
  const { choices } = usePanel().state
  const tab = choices.tab.value
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
        {tab === 'message' ? (
          <MessageDetails />
        ) : tab === 'compose' ? (
          <Compose />
        ) : tab === 'rules' ? (
          <RulesView />
        ) : tab === 'replay' ? (
          <Replay />
        ) : tab === 'measure' ? (
          <Measure />
        ) : (
          <SocketDetails />
        )}
      </TabPanel>
    </section>
  )
}
