/**
 * The hook for workers, in Firefox: background/worker-scripts puts it in front of their scripts, with the two names that it
 * needs.
 */
import { startWorker } from './start-worker.ts'

declare const mark: string
declare const place: string

try {
  startWorker({ mark, place, url: location.href })
} catch {
  // The worker keeps its own WebSocket.
}
