import type { Watched } from '../../core/socket.ts'

/** What a socket that is only read belongs to. */
export function askerText({ asker }: Watched): string {
  switch (asker) {
    case 'serviceWorker':
      return 'Service worker'
    case 'sharedWorker':
      return 'Shared worker'
    // Where Chrome doesn't tell, it is a worker that was there before DevTools.
    case 'worker':
    case 'unknown':
      return 'Worker'
    case 'document':
      return 'Document without Sockeye'
    default:
      return asker satisfies never
  }
}
