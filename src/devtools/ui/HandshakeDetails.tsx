import { sincePrevious, timeOfDay } from '../../core/format.ts'
import type { Handshake, Header } from '../../core/handshake.ts'
import { visibleLine } from '../../core/visible.ts'
import { copyText } from './copy-text.ts'
import { Facts } from './Facts.tsx'
import { IconButton } from './IconButton.tsx'

/** The HTTP request that asked for a socket and the answer to it, with the times of its steps. */
export function HandshakeDetails({ handshake }: { handshake: Handshake }) {
  const { times, status, statusText, address, redirect } = handshake
  const step = (time: number | null) => time !== null && `${timeOfDay(time)} (${sincePrevious(time - times.started)})`
  return (
    <section class="handshake" aria-label="Handshake" data-testid="handshake">
      <h3>Handshake</h3>
      <Facts
        facts={[
          ['Status', status !== null && `${status} ${statusText}`],
          ['Redirects to', redirect],
          ['Server', address],
          ['Started', timeOfDay(times.started)],
          ['Request sent', step(times.sent)],
          ['Answered', step(times.answered)],
          ['Ended', step(times.ended)],
        ]}
      />
      <Headers title="Request headers" headers={handshake.requestHeaders} />
      <Headers title="Response headers" headers={handshake.responseHeaders} />
    </section>
  )
}

function Headers({ title, headers }: { title: string; headers: readonly Header[] | null }) {
  return (
    <>
      <h4 class="headers-title">
        {title}
        {headers !== null && headers.length > 0 && (
          <IconButton
            icon="copy"
            label={`Copy ${title.toLowerCase()}`}
            onClick={() => copyText(document, headers.map(({ name, value }) => `${name}: ${value}`).join('\n'))}
          />
        )}
      </h4>
      {headers === null || headers.length === 0 ? (
        <p class="prose">The browser tells none.</p>
      ) : (
        <dl class="headers">
          {headers.map(({ name, value }) => (
            <div class="headers-line" key={`${name}: ${value}`}>
              <dt>{visibleLine(name)}</dt>
              <dd>{visibleLine(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}
