/** A piece of a file that is being written. A writer makes these, and answers how many rows it had a place for. */
export interface Part {
  readonly text: string
  /** Rows that have been looked at so far. */
  readonly done: number
  /** What the writer needs before it can go on. */
  readonly wait?: Promise<void>
}

/** What a person chose about a file. */
export interface WriteOptions {
  /** Leave tokens, keys and cookies in addresses and headers as they are. */
  readonly secrets: boolean
}

/** Text in UTF-16 units after which a part is handed on: large enough to be cheap, small enough to be let go of soon. */
export const PART_UNITS = 64 * 1024

/** Something whose places may have to be loaded. */
export interface Loading {
  load(place: number): Promise<void> | null
}

/** Waits, by parts without text, until a place is here. */
export function* loaded({ load }: Loading, place: number, done: number): Generator<Part> {
  for (let wait = load(place); wait; wait = load(place)) yield { text: '', done, wait }
}

const HERE: Loading = { load: () => null }

/** Gathers the texts of `count` places into parts. A text longer than a part becomes a part of its own. */
export function* gather(
  count: number,
  textOf: (place: number) => string,
  before = 0,
  loading: Loading = HERE,
): Generator<Part> {
  let text = ''
  for (let place = 0; place < count; place++) {
    yield* loaded(loading, place, before + place)
    text += textOf(place)
    if (text.length < PART_UNITS) continue
    yield { text, done: before + place + 1 }
    text = ''
  }
  if (text !== '') yield { text, done: before + count }
}
