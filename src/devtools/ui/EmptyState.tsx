import { usePanel } from './panel-context.ts'
import { reachText } from './reach-text.ts'

/** What the panel says while there is nothing to show: why, and what to do. */
export function EmptyState() {
  const { state, browser, reload } = usePanel()
  const { session, choices } = state
  state.tick.value
  const obstacle = reachText(session.reach, browser)
  const offersReload = reload && (obstacle === null || obstacle.reload)
  return (
    <div class="empty" role="status" data-testid="empty" data-reach={session.reach ?? 'unknown'}>
      <p class="empty-title">{obstacle ? obstacle.title : 'No WebSocket yet.'}</p>
      <p>
        {obstacle
          ? obstacle.advice
          : 'Sockets appear here as the page opens them. Reload to see them from the start, or open a test connection.'}
      </p>
      <p class="empty-actions">
        {offersReload && (
          <button type="button" class="main-button" data-testid="reload" onClick={() => reload(false)}>
            Reload page
          </button>
        )}
        {obstacle && (
          <button type="button" class="text-button" data-testid="look" onClick={() => session.look()}>
            Look again
          </button>
        )}
        <button
          type="button"
          class="text-button"
          onClick={() => {
            choices.connecting.value = true
          }}
        >
          New connection
        </button>
      </p>
    </div>
  )
}
