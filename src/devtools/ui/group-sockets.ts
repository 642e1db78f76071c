import type { Socket } from '../../core/socket.ts'
import type { DocumentInfo, OpenedFiles } from '../state.ts'

/** What the list of sockets shows, from top to bottom. */
export type SocketLine =
  | { readonly type: 'all' }
  | {
      readonly type: 'heading'
      /** Of its document or file; empty for test connections. */
      readonly document: string
      readonly title: string
      readonly url: string
      readonly gone: boolean
      /** Whether it is a file, which can be removed. */
      readonly isFile?: boolean
    }
  | { readonly type: 'socket'; readonly socket: Socket }

function headingOf(id: string, document: DocumentInfo | undefined): SocketLine {
  // The browser's number of a frame says nothing to a person, and Firefox's has eleven digits.
  const title = document?.frame === 0 ? 'Page' : 'Frame'
  return { type: 'heading', document: id, title, url: document?.url ?? '', gone: document?.gone ?? true }
}

/**
 * The sockets by the document they belong to, in the order of each document's first socket; then test connections, and
 * those out of files by their file.
 */
export function groupSockets(
  sockets: readonly Socket[],
  documents: ReadonlyMap<string, DocumentInfo>,
  files: Pick<OpenedFiles, 'get'>,
): readonly SocketLine[] {
  const groups = new Map<string, Socket[]>()
  const opened = new Map<string, Socket[]>()
  const tests: Socket[] = []
  for (const socket of sockets) {
    if (socket.origin === 'test') {
      tests.push(socket)
      continue
    }
    const home = socket.origin === 'file' ? opened : groups
    const group = home.get(socket.document)
    if (group) group.push(socket)
    else home.set(socket.document, [socket])
  }
  const lines: SocketLine[] = [{ type: 'all' }]
  const add = (title: SocketLine, group: readonly Socket[]): void => {
    lines.push(title)
    for (const socket of group) lines.push({ type: 'socket', socket })
  }
  for (const [document, group] of groups) add(headingOf(document, documents.get(document)), group)
  if (tests.length > 0) add({ type: 'heading', document: '', title: 'Test connections', url: '', gone: false }, tests)
  for (const [file, group] of opened) {
    const url = files.get(file)?.name ?? ''
    add({ type: 'heading', document: file, title: 'File', url, gone: false, isFile: true }, group)
  }
  return lines
}
