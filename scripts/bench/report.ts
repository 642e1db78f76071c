import { type FigureKind, goalText, holds, type Measured, type Place } from './figure.ts'

/** One line of the table and one entry of results.json. */
export interface Figure {
  readonly name: string
  readonly browser: Place
  readonly value: number
  readonly unit: string
  /** The middle half of the rounds. */
  readonly low: number
  readonly high: number
  readonly native: number | null
  readonly nativeUnit: string | null
  readonly goal: string | null
  readonly holds: boolean | null
}

export function figureOf(kind: FigureKind, browser: Place, measured: Measured): Figure {
  const goal = measured.goal ?? kind.goal
  return {
    name: kind.name,
    browser,
    value: round(measured.value),
    unit: kind.unit,
    low: round(measured.low),
    high: round(measured.high),
    native: measured.native === undefined ? null : round(measured.native),
    nativeUnit: measured.nativeUnit ?? null,
    goal: goal && goalText(goal),
    holds: goal && holds(goal, round(measured.value)),
  }
}

/** Four digits that mean something: more would not come out again. */
function round(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(4))
}

const HEADINGS = ['Figure', 'Where', 'Value', 'Middle half', 'Native', 'Goal', ''] as const

/** The figures as a table for people. */
export function tableOf(figures: readonly Figure[]): string {
  const rows: readonly (readonly string[])[] = [HEADINGS, ...figures.map(cellsOf)]
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cellsOf(figure: Figure): string[] {
  const { name, browser, value, unit, low, high, native, nativeUnit, goal } = figure
  return [
    name,
    browser,
    `${numberText(value)} ${unit}`,
    low === high ? '' : `${numberText(low)}–${numberText(high)}`,
    native === null ? '' : `${numberText(native)} ${nativeUnit ?? unit}`,
    goal ?? '',
    figure.holds === null ? '' : figure.holds ? 'holds' : 'missed',
  ]
}

const numberText = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 6 })

/** What each figure is, one line each. */
export function legendOf(kinds: readonly FigureKind[]): string {
  return kinds.map(({ name, about }) => `${name}: ${about}`).join('\n')
}
