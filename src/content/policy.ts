/**
 * Listens for what a page's Content Security Policy forbids, from the document's first socket on: a blocked socket fails
 * like any other, and only this event says why. https://w3c.github.io/webappsec-csp/#violation-events
 */
import type { Blocked } from '../wire.ts'
import { call, getter, listen } from './primitives.ts'

const Violation = typeof SecurityPolicyViolationEvent === 'undefined' ? null : SecurityPolicyViolationEvent.prototype
const read = (name: string) => (Violation ? getter(Violation, name) : null)
const target: EventTarget = typeof document === 'undefined' ? globalThis : document
const blockedURI = read('blockedURI')
const directive = read('effectiveDirective')
const policy = read('originalPolicy')
const disposition = read('disposition')

/** Calls `tell` with each address that connect-src has kept from being connected to. */
export function listenForBlocks(tell: (blocked: Blocked) => void): void {
  if (!blockedURI || !directive || !policy || !disposition) return
  listen(target, 'securitypolicyviolation', (event: SecurityPolicyViolationEvent) => {
    try {
      // A page may dispatch events of its own making.
      if (!event.isTrusted || call(directive, event) !== 'connect-src' || call(disposition, event) !== 'enforce') return
      tell({ type: 'blocked', url: call(blockedURI, event) as string, policy: call(policy, event) as string })
    } catch {
      // The page must not notice.
    }
  })
}
