import type { Natives } from './natives.ts'

export interface Payloads {
  /** Bytes that a message is on the wire. */
  sizeOf(data: unknown): number
  blobOf(bytes: ArrayBuffer): Blob
}

/** Makes what measures and turns payloads without a word to the page. */
export function payloadsOf({ natives }: { natives: Natives }): Payloads {
  const { apply, call, copyBytes, isBlob } = natives
  const encoder = natives.encoder()
  return {
    sizeOf(data) {
      if (isBlob(data)) return call(natives.blobSize, data) as number
      const bytes = typeof data === 'string' ? apply(natives.encode, encoder, [data] as never[]) : data
      return copyBytes(bytes as object, 0)?.length ?? 0
    },

    /** From a list of one that is read without asking Array.prototype how. */
    blobOf(bytes) {
      let done = false
      const parts = {
        __proto__: null,
        [natives.iterator]: () => ({
          __proto__: null,
          next: () => {
            const step = { __proto__: null, done, value: done ? undefined : bytes }
            done = true
            return step
          },
        }),
      }
      return new natives.blob(parts as never)
    },
  }
}
