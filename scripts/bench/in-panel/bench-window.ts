/** What the functions of this folder leave on the panel's window for one another. */
export interface BenchWindow extends Window {
  readonly handover: { readonly session: BenchSession; readonly desk: BenchDesk }
  meter?: FrameMeter
  painted?: Painted[]
  clicks?: Promise<readonly number[]>
}

/** The part of src/devtools/session.ts that is used. */
export interface BenchSession {
  readonly sockets: readonly { readonly received: { readonly messages: number } }[]
  readonly log: {
    readonly first: number
    readonly end: number
    kind(row: number): string
    body(row: number): unknown
  }
  shown(): unknown[]
  attach(link: unknown, tab: number): void
  clear(): void
}

/** The part of the desk that is used, for what is no choice at all. */
export interface BenchDesk {
  readonly choices: { readonly bench?: unknown }
  keep(key: 'bench', value: unknown): void
}

/** Animation frames that the panel asked for. */
export interface FrameMeter {
  /** Asked for, and not there yet. */
  pending: number
  /** ms spent in them so far. */
  spent: number
  /** Resolves in the next frame, without being counted. */
  next(): Promise<number>
}

/** When the panel had painted the message of this number, and with it all before it: ms since the epoch. */
export interface Painted {
  readonly number: number
  readonly time: number
}
