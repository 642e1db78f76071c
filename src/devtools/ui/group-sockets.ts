import type { Socket } from '../../core/socket.ts'
import type { DocumentInfo } from '../state.ts'
import { goneText } from './gone-text.ts'

/** What the list of sockets shows, from top to bottom. */
export type SocketLine =
  | { readonly type: 'all' }
  | {
      readonly type: 'heading'
      /** Of its document; empty for test connections. */
      readonly document: string
      readonly title: string
      readonly url: string
      /** What to say of it once nothing more is heard of it; null while it lives. */
      readonly gone: string | null
    }
  | { readonly type: 'socket'; readonly socket: Socket }

function headingOf(id: string, document: DocumentInfo | undefined): SocketLine {
  return {
    type: 'heading',
    document: id,
    title: titleOf(document),
    url: document?.url ?? '',
    gone: document?.gone === false ? null : goneText(document),
  }
}

function titleOf(document: DocumentInfo | undefined): string {
  if (document?.worker) return document.worker.kind === 'shared' ? 'Shared worker' : 'Worker'
  // The browser's number of a frame says nothing to a person, and Firefox's has eleven digits.
  return document?.frame === 0 ? 'Page' : 'Frame'
}

/** The sockets by the document they belong to, in the order of each document's first socket; test connections last. */
export function groupSockets(
  sockets: readonly Socket[],
  documents: ReadonlyMap<string, DocumentInfo>,
): readonly SocketLine[] {
  const groups = new Map<string, Socket[]>()
  const tests: Socket[] = []
  for (const socket of sockets) {
    if (socket.origin === 'test') {
      tests.push(socket)
      continue
    }
    const group = groups.get(socket.document)
    if (group) group.push(socket)
    else groups.set(socket.document, [socket])
  }
  const lines: SocketLine[] = [{ type: 'all' }]
  const add = (title: SocketLine, group: readonly Socket[]): void => {
    lines.push(title)
    for (const socket of group) lines.push({ type: 'socket', socket })
  }
  for (const [document, group] of groups) add(headingOf(document, documents.get(document)), group)
  if (tests.length > 0) add({ type: 'heading', document: '', title: 'Test connections', url: '', gone: null }, tests)
  return lines
}
