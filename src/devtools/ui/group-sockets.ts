import type { Socket, Watched } from '../../core/socket.ts'
import type { DocumentInfo, OpenedFiles } from '../state.ts'
import { askerText } from './asker-text.ts'
import { goneText } from './gone-text.ts'

/** Stands over the sockets of a document, of a script where no hook is, of the panel itself, or of a file. */
interface HeadingLine {
  readonly type: 'heading'
  readonly of: 'document' | 'script' | 'panel' | 'file'
  /** Tells headings of one sort apart: the id of the document or file. */
  readonly id: string
  readonly sockets: readonly Socket[]
}

/** What the list of sockets shows, from top to bottom. */
export type SocketLine = { readonly type: 'all' } | HeadingLine | { readonly type: 'socket'; readonly socket: Socket }

interface Heading {
  readonly title: string
  readonly url: string
  /** What to say of it once nothing more is heard of it; null while it lives. */
  readonly gone: string | null
}

interface Known {
  readonly documents: ReadonlyMap<string, DocumentInfo>
  readonly files: Pick<OpenedFiles, 'get'>
}

/** What a heading says, as of now. */
export function headingOf({ of, id, sockets }: HeadingLine, { documents, files }: Known): Heading {
  switch (of) {
    case 'document': {
      const document = documents.get(id)
      const gone = document?.gone === false ? null : goneText(document)
      return { title: titleOf(document), url: document?.url ?? '', gone }
    }
    case 'script': {
      const { watched } = sockets[0] as Socket
      const gone = sockets.every((socket) => socket.gone) ? 'gone' : null
      return { title: askerText(watched as Watched), url: watched?.script ?? '', gone }
    }
    case 'panel':
      return { title: 'Test connections', url: '', gone: null }
    case 'file':
      return { title: 'File', url: files.get(id)?.name ?? '', gone: null }
    default:
      return of satisfies never
  }
}

function titleOf(document: DocumentInfo | undefined): string {
  if (document?.worker) return document.worker.kind === 'shared' ? 'Shared worker' : 'Worker'
  // The browser's number of a frame says nothing to a person, and Firefox's has eleven digits.
  return document?.frame === 0 ? 'Page' : 'Frame'
}

/**
 * The sockets by the document they belong to, in the order of each document's first socket; then those of workers, by
 * their script; then test connections, and those out of files by their file.
 */
export function groupSockets(sockets: readonly Socket[]): readonly SocketLine[] {
  const groups = {
    document: new Map<string, Socket[]>(),
    script: new Map<string, Socket[]>(),
    panel: new Map<string, Socket[]>(),
    file: new Map<string, Socket[]>(),
  }
  for (const socket of sockets) {
    const [of, id] = placeOf(socket)
    const group = groups[of].get(id)
    if (group) group.push(socket)
    else groups[of].set(id, [socket])
  }
  const lines: SocketLine[] = [{ type: 'all' }]
  for (const of of ['document', 'script', 'panel', 'file'] as const) {
    for (const [id, group] of groups[of]) {
      lines.push({ type: 'heading', of, id, sockets: group })
      for (const socket of group) lines.push({ type: 'socket', socket })
    }
  }
  return lines
}

function placeOf({ origin, watched, document }: Socket): readonly [HeadingLine['of'], string] {
  if (origin === 'test') return ['panel', '']
  if (watched) return ['script', `${watched.asker} ${watched.script}`]
  return [origin === 'file' ? 'file' : 'document', document]
}
