import { useLayoutEffect, useMemo, useReducer, useState } from 'preact/hooks'
import type { Tree } from '../../core/decoders/tree.ts'
import { treeJson } from '../../core/decoders/tree-json.ts'
import { rowPath, rowSteps, rowText, type TreeRow, toggleRow, treeRows } from '../../core/decoders/tree-rows.ts'
import { visibleLine } from '../../core/visible.ts'
import { isCopy, isPlain, type KeyPress, moved } from '../keys.ts'
import { copyText } from './copy-text.ts'
import { Icon } from './Icon.tsx'
import { Marked } from './Marked.tsx'
import { usePanel } from './panel-context.ts'
import { isPinned, togglePin } from './pin-value.ts'
import { pickable, takeAsVariable } from './take-as-variable.ts'
import { useVirtualRows } from './use-virtual-rows.ts'
import { VirtualSpace } from './VirtualSpace.tsx'

/** CSS pixels; json.css has the same. */
const ROW_HEIGHT = 18
/** Deeper rows are not moved further to the right: their depth is told by `aria-level` and the path. */
const DEEPEST_INDENT = 30

/** A value as a tree that opens level by level: JSON, or what a decoder has read. Ctrl+C copies what is chosen as JSON, with Shift its path; V makes it a variable, P pins it. */
export function TreeView({ tree, label }: { tree: Tree; label: string }) {
  const { state } = usePanel()
  const { opened, choices } = state
  const { pinned } = choices
  const [version, changed] = useReducer((times: number, _: undefined) => times + 1, 0)
  const [chosen, choose] = useState(0)
  // `opened` stays one object: `version` tells when it has changed.
  const rows = useMemo(() => treeRows(tree, opened), [tree, version])
  const { scroller, onScroll, onWheel, visible, page, reveal } = useVirtualRows({
    rows: rows.length,
    rowHeight: ROW_HEIGHT,
  })
  const at = Math.min(chosen, rows.length - 1)

  const pinOf = (row: TreeRow) => ({ label, path: rowSteps(tree, row) })
  const pin = (row: TreeRow): void => togglePin(pinned, pinOf(row))
  const toggle = (row: TreeRow): void => {
    toggleRow(opened, row)
    changed(undefined)
  }
  // Only when the choice moves; the list may be scrolled away from it.
  useLayoutEffect(() => reveal(at), [at])

  const press = (event: KeyboardEvent): void => {
    const row = rows[at]
    if (!row) return
    const isPath = event.shiftKey && isCopy({ ...keysOf(event), shiftKey: false })
    if (isCopy(event) || isPath) {
      const document = scroller.current?.ownerDocument
      if (!document?.getSelection()?.isCollapsed) return
      if (copyText(document, isPath ? rowPath(tree, row) : treeJson(tree, row.node))) event.preventDefault()
      return
    }
    const value = event.key === 'v' && isPlain(event) ? pickable(tree, row) : null
    if (value !== null) {
      event.preventDefault()
      takeAsVariable(state, row.key, value)
      return
    }
    if (event.key === 'p' && isPlain(event) && row.kind !== 'group') {
      event.preventDefault()
      pin(row)
      return
    }
    const next = moved(event, at, rows.length, page)
    if (next !== null) choose(next)
    else if (!isPlain(event)) return
    else if (event.key === 'ArrowRight' && row.expandable) {
      if (row.open) choose(at + 1)
      else toggle(row)
    } else if (event.key === 'ArrowLeft') {
      if (row.open) toggle(row)
      else if (row.parent) choose(rows.indexOf(row.parent))
    } else if ((event.key === 'Enter' || event.key === ' ') && row.expandable) toggle(row)
    else return
    event.preventDefault()
  }

  const drawn = rows.slice(visible.first, visible.first + visible.count)
  const isDrawn = at >= visible.first && at < visible.first + visible.count
  return (
    <div
      class="json"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={isDrawn ? `json-${at}` : undefined}
      data-testid="json-view"
      ref={scroller}
      onScroll={onScroll}
      onWheel={onWheel}
      onKeyDown={press}
    >
      <VirtualSpace visible={visible}>
        {drawn.map((row, place) => {
          const index = visible.first + place
          return (
            <Row
              key={index}
              row={row}
              tree={tree}
              index={index}
              chosen={index === at}
              onPick={(value) => takeAsVariable(state, row.key, value)}
              isPinned={index === at && isPinned(pinned.value, pinOf(row))}
              onPin={() => pin(row)}
              onClick={() => {
                choose(index)
                if (row.expandable) toggle(row)
              }}
            />
          )
        })}
      </VirtualSpace>
    </div>
  )
}

function keysOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): KeyPress {
  return { key, ctrlKey, metaKey, altKey, shiftKey }
}

interface RowProps {
  readonly row: TreeRow
  readonly tree: Tree
  readonly index: number
  readonly chosen: boolean
  readonly onClick: () => void
  readonly onPick: (value: string) => void
  readonly isPinned: boolean
  readonly onPin: () => void
}

function Row({ row, tree, index, chosen, onClick, onPick, isPinned, onPin }: RowProps) {
  const { depth, expandable, key, kind, open } = row
  const value = chosen ? pickable(tree, row) : null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the tree has focus and keys.
    <div
      class={`json-row ${chosen ? 'json-chosen' : ''}`}
      role="treeitem"
      id={`json-${index}`}
      aria-level={depth + 1}
      aria-expanded={expandable ? open : undefined}
      aria-selected={chosen}
      title={rowPath(tree, row).slice(0, 300)}
      style={{ paddingInlineStart: `${4 + Math.min(depth, DEEPEST_INDENT) * 14}px` }}
      onClick={onClick}
    >
      <span class="json-arrow">{expandable && <Icon name={open ? 'opened' : 'shut'} />}</span>
      {key !== null && (
        <span class={kind === 'group' ? 'json-group' : 'json-key'}>
          <Marked text={visibleLine(key)} />
        </span>
      )}
      {key !== null && kind !== 'group' && <span class="json-colon">: </span>}
      <span class={`json-value json-${kind}`}>
        <Marked text={rowText(tree, row)} />
      </span>
      {value !== null && (
        <button
          type="button"
          class="json-use"
          tabIndex={-1}
          title="Use this value in Compose as {{env …}} (V)"
          data-testid="use-as-variable"
          onClick={() => onPick(value)}
        >
          Use as variable
        </button>
      )}
      {chosen && kind !== 'group' && (
        <button
          type="button"
          class="json-use"
          tabIndex={-1}
          title={
            isPinned ? 'Keep this value in sight no longer (P)' : 'Keep this value in sight from message to message (P)'
          }
          data-testid="pin"
          onClick={(event) => {
            event.stopPropagation()
            onPin()
          }}
        >
          {isPinned ? 'Unpin' : 'Pin'}
        </button>
      )}
    </div>
  )
}
