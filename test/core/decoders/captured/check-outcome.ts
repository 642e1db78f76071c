import { type Confidence, isBroken, type Outcome } from '../../../../src/core/decoders/decoder.ts'
import type { Tree } from '../../../../src/core/decoders/tree.ts'

/** From least to most. */
export const CONFIDENT: readonly Confidence[] = ['possible', 'likely', 'certain']

/** Whether an outcome keeps what the interface promises. Throws where it does not, to say what. */
export function isDecodable(outcome: Outcome): boolean {
  if (outcome === 'not mine') return true
  if (!CONFIDENT.includes(outcome.confidence)) throw new Error(`Confidence ${outcome.confidence}`)
  if (isBroken(outcome)) {
    if (outcome.error === '') throw new Error('An error without words')
    if (outcome.tree) checkTree(outcome.tree)
    return true
  }
  const { summary, tree, content, kind } = outcome
  if (summary === '' || summary.length > 200 || /\p{Cc}/u.test(summary)) throw new Error(`Summary ${summary}`)
  if (kind !== undefined && (kind === '' || kind.length > 200)) throw new Error(`Kind ${kind}`)
  checkTree(tree)
  if (content) checkTree(content)
  return true
}

/** Columns of one length, parents before their children, ends within their parents'. */
function checkTree({ kind, parent, end, key, text }: Tree): void {
  const size = kind.length
  if (size === 0 || [parent, end, key, text].some((column) => column.length !== size)) throw new Error('Columns differ')
  for (let node = 1; node < size; node++) {
    const above = parent[node] as number
    if (above < 0 || above >= node || (end[node] as number) > (end[above] as number)) throw new Error(`Node ${node}`)
  }
}
