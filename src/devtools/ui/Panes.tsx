import { Coverage } from './Coverage.tsx'
import { Details } from './Details.tsx'
import { EmptyState } from './EmptyState.tsx'
import { MessageGrid } from './MessageGrid.tsx'
import { usePanel } from './panel-context.ts'
import { SocketList } from './SocketList.tsx'
import { Splitter } from './Splitter.tsx'
import { useSize } from './use-size.ts'

/** Widths (CSS pixels) below which the details go under the messages, and the sockets above them. */
const DETAILS_BESIDE = 900
const SOCKETS_BESIDE = 620
/** The least that a pane is made, and that the messages keep. */
const LEAST = { sockets: 120, socketsHeight: 40, details: 220, detailsHeight: 90, messages: 160, messagesHeight: 70 }

/** Sizes of panes in CSS pixels, by setting. */
const SIZES = { socketsWidth: 280, socketsHeight: 130, detailsWidth: 412, detailsHeight: 300 }
type SizeName = keyof typeof SIZES

/** Sockets, messages and details: side by side where there is room, else one above the other. */
export function Panes() {
  const { state } = usePanel()
  const { choices, session, settings } = state
  const { element, width, height } = useSize()
  state.settled.value
  const empty = state.sockets.value.length === 0 && session.log.length === 0
  const socketsBeside = width >= SOCKETS_BESIDE
  const detailsBeside = width >= DETAILS_BESIDE
  const showsDetails = choices.details.value && (!empty || choices.tab.value === 'rules')

  const wanted = (name: SizeName): number => settings.get(name, SIZES[name])
  const within = (size: number, least: number, most: number): number => Math.max(least, Math.min(size, most))
  const socketsName: SizeName = socketsBeside ? 'socketsWidth' : 'socketsHeight'
  const socketsLeast = socketsBeside ? LEAST.sockets : LEAST.socketsHeight
  const socketsMost = socketsBeside ? width * 0.5 : height * 0.4
  const sockets = within(wanted(socketsName), socketsLeast, socketsMost)

  const detailsName: SizeName = detailsBeside ? 'detailsWidth' : 'detailsHeight'
  const detailsLeast = detailsBeside ? LEAST.details : LEAST.detailsHeight
  const rest = detailsBeside
    ? width - sockets - LEAST.messages
    : height - (socketsBeside ? 0 : sockets) - LEAST.messagesHeight
  const details = within(wanted(detailsName), detailsLeast, rest)
  return (
    <div class={`panes ${socketsBeside ? 'sockets-beside' : 'sockets-above'}`} ref={element}>
      {!empty && (
        <>
          <div class="pane pane-sockets" style={{ flexBasis: `${sockets}px` }}>
            <SocketList />
            <Coverage />
          </div>
          <Splitter
            label="Size of the list of sockets"
            line={socketsBeside ? 'vertical' : 'horizontal'}
            size={sockets}
            least={socketsLeast}
            most={Math.round(socketsMost)}
            onSize={(size) => settings.set(socketsName, size)}
          />
        </>
      )}
      <div class={`main ${detailsBeside ? 'details-beside' : 'details-below'}`}>
        {empty ? <EmptyState /> : <MessageGrid />}
        {showsDetails && (
          <>
            <Splitter
              label="Size of the details"
              line={detailsBeside ? 'vertical' : 'horizontal'}
              size={details}
              least={detailsLeast}
              most={Math.round(rest)}
              reversed
              onSize={(size) => settings.set(detailsName, size)}
            />
            <div class="pane" style={{ flexBasis: `${details}px` }}>
              <Details />
            </div>
          </>
        )}
      </div>
    </div>
  )
}
