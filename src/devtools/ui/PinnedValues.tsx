import { useEffect, useState } from 'preact/hooks'
import type { Tree } from '../../core/decoders/tree.ts'
import { nodeAt, pathText } from '../../core/decoders/tree-path.ts'
import { nodeSummary } from '../../core/decoders/tree-summary.ts'
import type { RowNumber } from '../../core/log.ts'
import { visibleLine } from '../../core/visible.ts'
import type { PinnedValue } from '../state.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { pinName, unpin } from './pin-value.ts'

/** UTF-16 units of a value that are shown. */
const SHOWN = 300

/** What a message was read as. */
interface ReadTree {
  readonly label: string
  readonly tree: Tree
}

/** Values that stay in sight while one goes from message to message. `json`: the message as JSON, where it is that. */
export function PinnedValues({ row, json }: { row: RowNumber; json: Tree | null }) {
  const { state } = usePanel()
  const { pinned } = state.choices
  const trees = useTrees(row)
  return (
    <section class="pinned" aria-label="Pinned values" data-testid="pinned">
      {pinned.value.map((pin) => (
        <div class="pinned-line" key={pinName(pin)} data-testid="pinned-value">
          <span class="pinned-path" title={`${pin.label}: ${pathText(pin.path)}`}>
            {visibleLine(pathText(pin.path))}
          </span>
          <span class="json-colon">: </span>
          <PinnedText pin={pin} trees={json ? [...(trees ?? []), { label: 'JSON', tree: json }] : trees} />
          <IconButton
            icon="close"
            label={`Unpin ${pathText(pin.path)}`}
            testId="unpin"
            onClick={() => unpin(pinned, pin)}
          />
        </div>
      ))}
    </section>
  )
}

/** A pinned value in the message: of the layer that it was pinned in, else of any that has it. */
function PinnedText({ pin, trees }: { pin: PinnedValue; trees: readonly ReadTree[] | null }) {
  if (trees === null) return <span class="beside">…</span>
  const own = trees.filter(({ label }) => label === pin.label)
  for (const { tree } of own.length > 0 ? own : trees) {
    const node = nodeAt(tree, pin.path)
    if (node !== null) return <span class="pinned-text">{nodeSummary(tree, node, SHOWN)}</span>
  }
  return <span class="beside">not there</span>
}

/** What the message was read as by decoders; null: not known yet. */
function useTrees(row: RowNumber): readonly ReadTree[] | null {
  const { decoding, decoded } = usePanel().state
  decoded.value
  const known = decoding ? decoding.meaning(row) : null
  const [{ of, trees }, set] = useState<{ of: RowNumber; trees: readonly ReadTree[] | null }>({ of: row, trees: null })
  useEffect(() => {
    if (known === undefined) return undefined
    if (known === null || known === 'late') {
      set({ of: row, trees: [] })
      return undefined
    }
    let wanted = true
    decoding?.read(row).then((reading) => {
      const layers = reading === null || reading === 'late' ? [] : reading.layers
      const read = layers.flatMap(({ protocol, tree }) => (tree ? [{ label: protocol, tree }] : []))
      if (wanted) set({ of: row, trees: read.reverse() })
    })
    return () => {
      wanted = false
    }
  }, [known, row])
  return of === row ? trees : null
}
