import { useEffect, useState } from 'preact/hooks'
import { JsonReader, type JsonReading } from '../../core/decoders/read-json.ts'
import { breath } from '../breath.ts'

/** ms of reading between two breaths, and values between two looks at the clock. */
const STINT = 8
const VALUES = 500

/** Reads a long text as JSON without stopping the panel; null: none is to be read. Answers how far it is, 0 to 100, until it is done. */
export function useLongJson(text: string | null): JsonReading | number {
  const [state, setState] = useState<{ text: string | null; reading: JsonReading | number }>({ text, reading: 0 })
  useEffect(() => {
    if (text === null) return undefined
    let isWanted = true
    const read = async (): Promise<void> => {
      const reader = new JsonReader(text)
      let told = 0
      while (isWanted) {
        const end = performance.now() + STINT
        let reading: JsonReading | null = null
        while (reading === null && performance.now() < end) reading = reader.advance(VALUES)
        const share = Math.floor(reader.share * 100)
        if (reading !== null || share > told) setState({ text, reading: reading ?? share })
        if (reading !== null) return
        told = share
        await breath()
      }
    }
    read()
    return () => {
      isWanted = false
    }
  }, [text])
  return state.text === text ? state.reading : 0
}
