import type { DocumentInfo } from '../state.ts'

/** Why nothing more is heard of a document's sockets. That a worker ended can only be concluded from its silence. */
export function goneText(document: DocumentInfo | undefined): string {
  return document?.worker ? 'worker gone or busy' : 'document gone'
}
