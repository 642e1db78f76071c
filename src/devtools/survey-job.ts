import { BROTLI, eachInflated } from '../core/decoders/brotli.ts'
import { SocketReader } from '../core/decoders/choose.ts'
import type { Decoder, SocketFacts } from '../core/decoders/decoder.ts'
import type { Preferences } from '../core/decoders/preferences.ts'
import { type LoadModule, noModule, type Preferred, preferredDecoders } from '../core/decoders/preferred.ts'
import { Survey, type Surveyed, type SurveyReport, type SurveyWishes } from '../core/survey/survey.ts'

/** A socket whose messages are to come. */
export interface SurveyedSocket {
  readonly number: number
  readonly facts: SocketFacts
  /** The decoder that the user says it speaks; null: whichever is surest. */
  readonly pinned: string | null
}

/** What the survey worker is told. */
export type SurveyOrder =
  /** Forget everything and begin. */
  | { readonly type: 'begin'; readonly wishes: SurveyWishes; readonly preferences: Preferences }
  | {
      readonly type: 'read'
      /** Sockets that were not named before. */
      readonly sockets: readonly SurveyedSocket[]
      readonly messages: readonly (Surveyed & { readonly data: string | Uint8Array })[]
    }
  /** `detail`: the kind that is wanted in full. `now`: ms since the epoch. */
  | { readonly type: 'report'; readonly detail: string | null; readonly now: number }

export type SurveyAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'read' }
  | { readonly type: 'report'; readonly report: SurveyReport }

/** Follows one order after the other. What follows one that takes a while waits for its promise. */
export function surveyReader(
  decoders: readonly Decoder[],
  say: (answer: SurveyAnswer) => void,
  load: LoadModule = noModule,
): (order: SurveyOrder) => void | Promise<void> {
  let survey: Survey | null = null
  let preferred: Preferred = { decoders, end: () => {} }
  let off: readonly string[] = []
  let id: SurveyWishes['id'] = null
  const readers = new Map<number, SocketReader>()
  return (order) => {
    switch (order.type) {
      case 'begin': {
        const begin = (next: Preferred): void => {
          preferred.end()
          preferred = next
          off = order.preferences.off
          id = order.wishes.id
          readers.clear()
          survey = new Survey(order.wishes)
        }
        const next = preferredDecoders(order.preferences, decoders, load)
        return next instanceof Promise ? next.then(begin) : begin(next)
      }
      case 'read': {
        for (const { number, facts, pinned } of order.sockets) {
          readers.set(number, new SocketReader(preferred.decoders, facts, { pinned, off, id }))
        }
        const isBrotli = ({ socket }: Surveyed): boolean => readers.get(socket)?.pinned === BROTLI
        const reading = eachInflated(order.messages, isBrotli, (message) =>
          survey?.tell(message, readers.get(message.socket)?.read(message) ?? null, typeof message.data === 'string'),
        )
        const finish = (): void => say({ type: 'read' })
        return reading ? reading.then(finish) : finish()
      }
      case 'report':
        if (survey) say({ type: 'report', report: survey.report(order.detail, order.now) })
        return
      default:
        order satisfies never
    }
  }
}
