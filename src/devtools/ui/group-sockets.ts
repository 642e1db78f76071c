import type { Socket, Watched } from '../../core/socket.ts'
import type { DocumentInfo, OpenedFiles } from '../state.ts'
import { askerText } from './asker-text.ts'
import { goneText } from './gone-text.ts'

/** What the list of sockets shows, from top to bottom. */
export type SocketLine =
  | { readonly type: 'all' }
  | {
      readonly type: 'heading'
      /** Tells headings apart: the document's id, or what stands in for it. */
      readonly id: string
      readonly title: string
      readonly url: string
      /** What to say of it once nothing more is heard of it; null while it lives. */
      readonly gone: string | null
      /** The sockets below it can be read, not acted on. */
      readonly readOnly: boolean
      /** Whether it is a file, which can be removed. */
      readonly isFile?: boolean
    }
  | { readonly type: 'socket'; readonly socket: Socket }

function headingOf(id: string, document: DocumentInfo | undefined): SocketLine {
  return {
    type: 'heading',
    id,
    title: titleOf(document),
    url: document?.url ?? '',
    gone: document?.gone === false ? null : goneText(document),
    readOnly: false,
  }
}

function titleOf(document: DocumentInfo | undefined): string {
  if (document?.worker) return document.worker.kind === 'shared' ? 'Shared worker' : 'Worker'
  // The browser's number of a frame says nothing to a person, and Firefox's has eleven digits.
  return document?.frame === 0 ? 'Page' : 'Frame'
}

/** The heading of sockets that one script made where no hook is. */
function watchedHeadingOf(id: string, sockets: readonly Socket[], watched: Watched): SocketLine {
  const gone = sockets.every((socket) => socket.gone) ? 'gone' : null
  return { type: 'heading', id, title: askerText(watched), url: watched.script, gone, readOnly: true }
}

/**
 * The sockets by the document they belong to, in the order of each document's first socket; then those of workers, by
 * their script; then test connections, and those out of files by their file.
 */
export function groupSockets(
  sockets: readonly Socket[],
  documents: ReadonlyMap<string, DocumentInfo>,
  files: Pick<OpenedFiles, 'get'>,
): readonly SocketLine[] {
  const groups = new Map<string, Socket[]>()
  const watched = new Map<string, Socket[]>()
  const opened = new Map<string, Socket[]>()
  const tests: Socket[] = []
  for (const socket of sockets) {
    if (socket.origin === 'test') {
      tests.push(socket)
      continue
    }
    const [map, key] = socket.watched
      ? ([watched, `${socket.watched.asker} ${socket.watched.script}`] as const)
      : ([socket.origin === 'file' ? opened : groups, socket.document] as const)
    const group = map.get(key)
    if (group) group.push(socket)
    else map.set(key, [socket])
  }
  const lines: SocketLine[] = [{ type: 'all' }]
  const add = (title: SocketLine, group: readonly Socket[]): void => {
    lines.push(title)
    for (const socket of group) lines.push({ type: 'socket', socket })
  }
  for (const [document, group] of groups) add(headingOf(document, documents.get(document)), group)
  for (const [key, group] of watched) {
    if (group[0]?.watched) add(watchedHeadingOf(key, group, group[0].watched), group)
  }
  const title = 'Test connections'
  if (tests.length > 0) add({ type: 'heading', id: '', title, url: '', gone: null, readOnly: false }, tests)
  for (const [file, group] of opened) {
    const url = files.get(file)?.name ?? ''
    add({ type: 'heading', id: file, title: 'File', url, gone: null, readOnly: false, isFile: true }, group)
  }
  return lines
}
