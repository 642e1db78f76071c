/**
 * Reads a port from a flag, or else from an environment variable.
 * @throws Error in words for people when it is no port.
 */
export function parsePort(flag: string, value: string | undefined, variable: string, fallback: number): number {
  const [source, text] = value === undefined ? [variable, process.env[variable]] : [flag, value]
  if (text === undefined || text === '') return fallback
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`${source} takes a port, a whole number from 0 (any that is free) to 65535, not ${text}`)
}
