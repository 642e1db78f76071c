import type { IncomingMessage } from 'node:http'

/** The path and the query of a request as they came. Never throws, whatever a client wrote: `new URL` does for `//`. */
export function targetOf({ url = '/' }: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  return { path, query: new URLSearchParams(mark === -1 ? '' : url.slice(mark)) }
}
