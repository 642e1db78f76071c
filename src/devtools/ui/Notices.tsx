import { count } from '../../core/format.ts'
import { FULL_WORKERS, fullWorkersOf, refusedOf } from '../../core/full-workers.ts'
import { visibleLine } from '../../core/visible.ts'
import type { State } from '../state.ts'
import { Icon } from './Icon.tsx'
import { type Browser, usePanel } from './panel-context.ts'
import { reachText } from './reach-text.ts'

/** What a person should know about what is shown, one line each. */
function noticesOf({ decoding, session, settings }: State, browser: Browser): readonly string[] {
  const documents = [...session.documents.values()].filter((document) => !document.gone)
  const addresses = (which: 'tampered' | 'outdated') =>
    documents.filter((document) => document[which]).map((document) => document.url || 'a frame without an address')
  const tampered = addresses('tampered')
  const outdated = addresses('outdated')
  const refused = refusedOf(fullWorkersOf(settings.get<unknown>(FULL_WORKERS, null)))
  const obstacle = reachText(session.reach, browser)
  return [
    session.orphaned && 'Sockeye was updated or removed. Close DevTools and open it again to see new messages.',
    obstacle && session.shown().length > 0 && `${obstacle.title} ${obstacle.advice}`,
    tampered.length > 0 &&
      `The page had replaced parts of WebSocket before Sockeye could look: sockets of ${tampered.join(', ')} are not seen.`,
    outdated.length > 0 &&
      `Sockeye was updated since this was loaded. Reload the page to see sockets of ${outdated.join(', ')}.`,
    refused.length > 0 &&
      `The policy (CSP) of ${refused.join(', ')} forbids what capturing workers fully needs: workers did not start, and it was switched off there. Reload the page.`,
    session.kept?.problem,
    decoding?.hasFailed &&
      'What messages mean can’t be told, nor found by proto: and event:, since the decoders did not start. Close DevTools and open it again.',
    settings.problem !== null &&
      `What you changed last could not be stored (${visibleLine(settings.problem)}). It holds until DevTools closes. Remove kept messages or free disk space, then change it again.`,
    session.log.dropped > 0 &&
      `The log is full: its oldest ${count(session.log.dropped)} rows were removed. Clear it to begin again.`,
  ].filter((notice) => typeof notice === 'string')
}

export function Notices() {
  const { state, browser } = usePanel()
  state.tick.value
  state.decoded.value
  const notices = noticesOf(state, browser)
  return (
    <div class="notices" role="status">
      {notices.map((notice) => (
        <p class="notice" key={notice.slice(0, 24)} data-testid="notice" title={notice}>
          <Icon name="information" />
          <span>{notice}</span>
        </p>
      ))}
    </div>
  )
}
