import { stateName } from '../../core/format.ts'
import type { Refusal } from '../state.ts'

/** Why a message was not sent, or a socket not closed or opened, and what to do, in words. */
export function refusalText(refusal: Refusal, action: 'send' | 'close' | 'connect'): string {
  switch (refusal.why) {
    case 'state':
      if (action === 'close') return `The socket is ${stateName(refusal.state)} already: there is nothing to close.`
      if (refusal.state === 0) {
        return 'The socket is CONNECTING: a message can only be sent while it is OPEN. Wait until it opens, then send again.'
      }
      return `The socket is ${stateName(refusal.state)}: a message can only be sent while it is OPEN. Connect again or choose another socket.`
    case 'gone':
      if (action === 'connect') return 'The page can’t be reached. Reload it, then connect again.'
      return 'The page with this socket is gone, and its socket with it. Choose another socket.'
    case 'interrupted':
      if (action === 'connect')
        return 'The way to the page broke before an answer came. Look in the list whether the socket is there.'
      return action === 'send'
        ? 'The way to the page broke before an answer came. Look in the list whether the message was sent before you send it again.'
        : 'The way to the page broke before an answer came. Look at the socket’s state before you close it again.'
    case 'threw':
      if (action === 'connect') return refusedText(refusal.message)
      return action === 'send'
        ? `The browser refused the message: ${refusal.message}`
        : `The browser refused to close the socket: ${refusal.message}`
    case 'readOnly':
      return 'This socket is only read, from Chrome’s network log. Choose another socket.'
    default:
      return refusal satisfies never
  }
}

/** In Firefox, what a page's policy forbids is thrown without a message. */
function refusedText(message: string): string {
  if (message) return `The browser refused: ${message}`
  return 'The browser refused it without saying why. Look at the page’s Content Security Policy (connect-src) and, on an https: page, use wss:.'
}
