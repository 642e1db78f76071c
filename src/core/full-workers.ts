/** The setting by which a person has the workers of some origins captured fully, in Chromium: see background/full-workers. */

/** Its key. */
export const FULL_WORKERS = 'fullWorkers'

/** `refused`: a document's policy forbade what that needs, so it was switched off again. */
export type FullWorkersState = 'on' | 'refused'
export type FullWorkersSetting = Readonly<Record<string, FullWorkersState>>

/** The setting as it was stored, by origin; what can't be read is left out. */
export function fullWorkersOf(stored: unknown): FullWorkersSetting {
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, FullWorkersState] => ['on', 'refused'].includes(entry[1])),
  )
}

/** Origins of which a document refused. */
export function refusedOf(setting: FullWorkersSetting): string[] {
  return Object.keys(setting).filter((origin) => setting[origin] === 'refused')
}

export function originsOf(setting: FullWorkersSetting): string[] {
  return Object.keys(setting).filter((origin) => setting[origin] === 'on')
}

/** The setting with one origin changed; null takes it out. */
export function withOrigin(
  setting: FullWorkersSetting,
  origin: string,
  state: FullWorkersState | null,
): FullWorkersSetting {
  const { [origin]: _, ...others } = setting
  return state === null ? others : { ...others, [origin]: state }
}
