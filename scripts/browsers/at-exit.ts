type Cleanup = () => void

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const cleanups = new Set<Cleanup>()

/**
 * Runs a synchronous cleanup when this process ends, be it by its own will, by an error or by a signal: browsers and
 * their profiles must not outlive it.
 * @returns the undo: the cleanup is not needed any more.
 */
export function atExit(cleanup: Cleanup): () => void {
  if (cleanups.size === 0) listen()
  cleanups.add(cleanup)
  return () => {
    cleanups.delete(cleanup)
    if (cleanups.size === 0) unlisten()
  }
}

function listen(): void {
  process.on('exit', runAll)
  for (const signal of SIGNALS) process.on(signal, endBy)
}

function unlisten(): void {
  process.off('exit', runAll)
  for (const signal of SIGNALS) process.off(signal, endBy)
}

function runAll(): void {
  for (const cleanup of cleanups) {
    try {
      cleanup()
    } catch {
      // The other cleanups matter more than the reason why this one failed.
    }
  }
  cleanups.clear()
}

function endBy(signal: NodeJS.Signals): void {
  runAll()
  unlisten()
  // The signal again, now without a listener, so that whoever started this process sees how it ended.
  process.kill(process.pid, signal)
}
