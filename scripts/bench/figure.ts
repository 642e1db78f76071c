import type { BrowserName } from '../browsers/find.ts'
import type { Contenders } from './contenders.ts'
import type { BenchServer } from './start-server.ts'
import { median, quantile } from './statistics.ts'

/** What a value has to be. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number } | { readonly below: number }

/** What is measured, and what it should come to. */
export interface FigureKind {
  readonly name: string
  readonly unit: string
  /** One line on what it is and how it was measured. */
  readonly about: string
  readonly goal: Goal | null
}

/** One value of a figure. */
export interface Measured {
  /** The name of its FigureKind. */
  readonly figure: string
  readonly value: number
  /** The middle half of the rounds: first and third quartile. */
  readonly low: number
  readonly high: number
  /** The same without Sockeye, where that is something: in `nativeUnit`. */
  readonly native?: number
  readonly nativeUnit?: string
  /** In place of the FigureKind's, where what can be reached depends on the machine. */
  readonly goal?: Goal
}

/** Where a measurement is made: in a browser, or once, without one. */
export type Place = BrowserName | 'node'

/** What a measurement works with. */
export interface Bench {
  readonly server: BenchServer
  /** Rounds at least. */
  readonly runs: number
  /** Says what goes on. */
  say(line: string): void
}

export interface BrowserBench extends Bench {
  readonly browser: BrowserName
  readonly contenders: Contenders
}

/** Figures that come out of one piece of work. */
export type Measurement =
  | {
      readonly in: 'browser'
      readonly figures: readonly FigureKind[]
      measure(bench: BrowserBench): Promise<readonly Measured[]>
    }
  | {
      readonly in: 'node'
      readonly figures: readonly FigureKind[]
      measure(bench: Bench): Promise<readonly Measured[]>
    }

/** The median of several rounds, with their spread. */
export function ofRounds(
  figure: string,
  values: readonly number[],
  native?: { readonly value: number; readonly unit: string },
): Measured {
  const measured = { figure, value: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) }
  return native === undefined ? measured : { ...measured, native: native.value, nativeUnit: native.unit }
}

/** A value that was taken once. */
export function ofOne(figure: string, value: number): Measured {
  return { figure, value, low: value, high: value }
}

export function goalText(goal: Goal): string {
  if ('atLeast' in goal) return `≥ ${goal.atLeast}`
  if ('atMost' in goal) return `≤ ${goal.atMost}`
  return `< ${goal.below}`
}

export function holds(goal: Goal, value: number): boolean {
  if ('atLeast' in goal) return value >= goal.atLeast
  if ('atMost' in goal) return value <= goal.atMost
  return value < goal.below
}
