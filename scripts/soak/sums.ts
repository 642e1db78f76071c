/** What one page sent and received, as it counted itself. */
export interface Heard {
  readonly page: string
  readonly sent: number
  readonly received: number
}

/** What the log has of one page: the numbers of its messages. */
export interface Logged {
  /** By page: number of messages sent and received. */
  readonly pages: Readonly<Record<string, readonly [sent: number, received: number]>>
  /** Rows that say that something was lost. */
  readonly losses: readonly { readonly count: number; readonly cause: string }[]
  /** Rows that were logged and have left the log, the oldest, since it keeps no more. */
  readonly gone: number
}

/** The page: sends at an even rate what comes back at once, and counts both where the next page finds it. */
export function pageOf(echo: string): string {
  return `<!doctype html><title>soak</title><script>
const query = new URLSearchParams(location.search), page = query.get('page')
if (page) {
  const each = query.get('rate') / 200, filler = 'x'.repeat(150)
  let sent = 0, received = 0
  const count = () => sessionStorage.setItem('page ' + page, sent + ' ' + received)
  const socket = new WebSocket('${echo}?page=' + page)
  socket.onopen = () => setInterval(() => {
    for (let left = each; left > 0; left--) { socket.send(page + ' ' + sent + ' ' + filler); sent++ }
    count()
  }, 10)
  socket.onmessage = () => { received++; count() }
}
</script>`
}

/** In the page: what all pages of this tab counted. */
export function heardBy(): Heard[] {
  return Object.entries(sessionStorage).map(([key, value]) => {
    const [sent = 0, received = 0] = String(value).split(' ').map(Number)
    return { page: key.slice('page '.length), sent, received }
  })
}

/** In the panel: what the log says, of rows that are on disk alone, too. */
export async function loggedOf(): Promise<Logged> {
  interface Log {
    readonly first: number
    readonly end: number
    body(row: number): unknown
    kind(row: number): string
    socket(row: number): number
    isHere(row: number): boolean
    load(row: number): Promise<void>
  }
  const { handover } = globalThis as unknown as {
    handover: { session: { log: Log; sockets: readonly { readonly url: string }[] } }
  }
  const { log, sockets } = handover.session
  const names = sockets.map(({ url }) => url.slice(url.indexOf('=') + 1))
  const pages: Record<string, [number, number]> = {}
  const losses: { count: number; cause: string }[] = []
  for (let row = log.first; row < log.end; row++) {
    const kind = log.kind(row)
    if (kind === 'lost') {
      if (!log.isHere(row)) await log.load(row)
      losses.push(log.body(row) as { count: number; cause: string })
    }
    if (kind !== 'sent' && kind !== 'received') continue
    const page = names[log.socket(row)] ?? ''
    pages[page] ??= [0, 0]
    pages[page][kind === 'sent' ? 0 : 1]++
  }
  return { pages, losses, gone: log.first }
}

export interface Sums {
  readonly heard: number
  readonly logged: number
  readonly lost: number
  /** Where pages and log differ, and what was counted as lost; for people. */
  readonly lines: readonly string[]
}

/** Compares what pages counted with what the log has of them. */
export function differences(heard: readonly Heard[], { pages, losses }: Logged): Sums {
  const sums = { heard: 0, logged: 0, lost: 0 }
  const lines: string[] = []
  for (const { page, sent, received } of heard) {
    const [loggedSent, loggedReceived] = pages[page] ?? [0, 0]
    sums.heard += sent + received
    sums.logged += loggedSent + loggedReceived
    if (sent !== loggedSent || received !== loggedReceived) {
      lines.push(`page ${page}: sent ${sent}, logged ${loggedSent}; received ${received}, logged ${loggedReceived}`)
    }
  }
  for (const { count, cause } of losses) {
    sums.lost += count
    lines.push(`lost: ${count}, ${cause}`)
  }
  return { ...sums, lines }
}
