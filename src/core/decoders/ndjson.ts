/**
 * Newline-delimited JSON: one value a line. https://github.com/ndjson/ndjson-spec
 *
 * Claims two lines or more that are all objects or arrays. Refuses a single value, which is JSON.
 */
import type { Decoder, Outcome } from './decoder.ts'
import { jsonText } from './json.ts'
import { readJson } from './read-json.ts'
import { TreeBuilder } from './tree.ts'
import { summaryLine, treeSummary } from './tree-summary.ts'
import { TreeValue } from './tree-value.ts'

export const ndjsonDecoder: Decoder = {
  id: 'ndjson',
  name: 'NDJSON',
  ordered: false,
  reader: () => ({
    read({ data }): Outcome {
      const text = jsonText(data)
      if (text === null || !/[\]}]\r?\n[ \t\r\n]*[[{]/.test(text)) return 'not mine'
      const builder = new TreeBuilder().open('array')
      let first = ''
      let values = 0
      for (const line of text.split('\n')) {
        if (line.trim() === '') continue
        const reading = /^\s*[[{]/.test(line) ? readJson(line) : null
        if (!reading?.ok) return 'not mine'
        new TreeValue(reading.tree).addTo(builder, null)
        if (values++ === 0) first = treeSummary(reading.tree)
      }
      if (values < 2) return 'not mine'
      const summary = summaryLine(`${values} lines: ${first}`)
      return { protocol: 'NDJSON', confidence: 'likely', summary, tree: builder.done() }
    },
  }),
}
