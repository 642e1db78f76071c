/** The columns of the list, in their order. `data` takes the room that the others leave. */
export const COLUMNS = ['kind', 'socket', 'data', 'type', 'state', 'buffered', 'length', 'time', 'since'] as const
export type ColumnName = (typeof COLUMNS)[number]

/** What the time column says: the time of day, or the time since the socket's construction or the row above. */
export type TimeShown = 'clock' | 'constructed' | 'previous'

/** What a person chose, as it is kept in the settings. */
export interface ColumnChoices {
  readonly hidden: readonly ColumnName[]
  /** CSS pixels. */
  readonly widths: Readonly<Partial<Record<ColumnName, number>>>
  readonly time: TimeShown
}

export const DEFAULT_COLUMNS: ColumnChoices = { hidden: ['state', 'buffered'], widths: {}, time: 'clock' }

export interface ColumnText {
  readonly label: string
  readonly title?: string
}

export const COLUMN_TEXTS: Readonly<Record<ColumnName, ColumnText>> = {
  kind: { label: 'Direction' },
  socket: { label: 'Socket' },
  data: { label: 'Data' },
  type: { label: 'Type' },
  state: { label: 'State', title: 'readyState when it happened' },
  buffered: { label: 'Buffered', title: 'bufferedAmount just after the send' },
  length: { label: 'Length' },
  time: { label: 'Time' },
  since: { label: 'Δ', title: 'Time since the row above' },
}

export const TIME_TEXTS: Readonly<Record<TimeShown, string>> = {
  clock: 'Time of day',
  constructed: 'Since the construction of the socket',
  previous: 'Since the row above',
}

const WIDTHS: Readonly<Record<Exclude<ColumnName, 'data'>, number>> = {
  kind: 24,
  socket: 110,
  type: 50,
  state: 86,
  buffered: 72,
  length: 62,
  time: 94,
  since: 70,
}
/** CSS pixels that a column can be made at the least and at the most. */
export const LEAST_WIDTH = 32
export const MOST_WIDTH = 600
/** CSS pixels that the data have before any other column. */
const LEAST_DATA = 230
/** What goes first where there is no room for all. */
const LEAST_NEEDED: readonly ColumnName[] = ['since', 'type', 'buffered', 'state', 'socket', 'length', 'time']

/** Columns that can be hidden: a list without the other two would tell nothing. */
export const CAN_HIDE: readonly ColumnName[] = COLUMNS.filter((name) => name !== 'kind' && name !== 'data')
/** Columns that have a width of their own to change. */
export const CAN_RESIZE: readonly ColumnName[] = CAN_HIDE

export interface FittedColumns {
  readonly names: readonly ColumnName[]
  /** For CSS's grid-template-columns. */
  readonly template: string
}

export function widthOf(choices: ColumnChoices, name: Exclude<ColumnName, 'data'>): number {
  return choices.widths[name] ?? WIDTHS[name]
}

/** The columns that fit into a list so many CSS pixels wide, 0: not measured yet. `oneSocket`: all rows are of one, which needs no column. */
export function fitColumns(choices: ColumnChoices, width: number, oneSocket: boolean): FittedColumns {
  let names = COLUMNS.filter((name) => !choices.hidden.includes(name) && !(oneSocket && name === 'socket'))
  const needed = (): number =>
    names.reduce((sum, name) => sum + (name === 'data' ? LEAST_DATA : widthOf(choices, name)), 0)
  for (const name of LEAST_NEEDED) if (width > 0 && needed() > width) names = names.filter((one) => one !== name)
  const template = names.map((name) => (name === 'data' ? 'minmax(0, 1fr)' : `${widthOf(choices, name)}px`)).join(' ')
  return { names, template }
}

export function withWidth(choices: ColumnChoices, name: ColumnName, width: number): ColumnChoices {
  const within = Math.round(Math.min(Math.max(width, LEAST_WIDTH), MOST_WIDTH))
  return { ...choices, widths: { ...choices.widths, [name]: within } }
}

export function toggleColumn(choices: ColumnChoices, name: ColumnName): ColumnChoices {
  const { hidden } = choices
  return { ...choices, hidden: hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name] }
}
