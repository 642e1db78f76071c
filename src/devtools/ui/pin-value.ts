import type { Signal } from '@preact/signals'
import { pathText } from '../../core/decoders/tree-path.ts'
import type { PinnedValue } from '../state.ts'

/** What tells one pinned value from another. */
export function pinName({ label, path }: PinnedValue): string {
  return `${label} ${pathText(path)}`
}

export function isPinned(pinned: readonly PinnedValue[], pin: PinnedValue): boolean {
  return pinned.some((one) => pinName(one) === pinName(pin))
}

export function unpin(pinned: Signal<readonly PinnedValue[]>, pin: PinnedValue): void {
  pinned.value = pinned.value.filter((one) => pinName(one) !== pinName(pin))
}

/** Pins what is not pinned, and unpins what is. */
export function togglePin(pinned: Signal<readonly PinnedValue[]>, pin: PinnedValue): void {
  if (isPinned(pinned.value, pin)) unpin(pinned, pin)
  else pinned.value = [...pinned.value, pin]
}
