/** A socket's URL as two parts: what tells it from its neighbours, and where it leads. */
export interface SocketName {
  /** Path and query; the whole text where it is no URL. */
  readonly name: string
  readonly host: string
}

export function socketName(url: string): SocketName {
  try {
    const { pathname, search, host } = new URL(url)
    return { name: pathname + search, host }
  } catch {
    return { name: url || 'unknown URL', host: '' }
  }
}
