// biome-ignore-all lint/a11y/useSemanticElements: a table's own display would be in the way of a virtual grid.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and says by aria-activedescendant where it is.

import { useLayoutEffect, useState } from 'preact/hooks'
import { count } from '../../core/format.ts'
import type { RowNumber } from '../../core/log.ts'
import { NO_SOCKET } from '../../core/log.ts'
import { isCopy, moved } from '../keys.ts'
import { copyMenu } from './copy-menu.ts'
import { copyPayload } from './copy-payload.ts'
import { FindBar } from './FindBar.tsx'
import { GridHint } from './GridHint.tsx'
import { likeMenu } from './like-menu.ts'
import { Menu, type MenuProps } from './Menu.tsx'
import { MessageRow } from './MessageRow.tsx'
import { usePanel } from './panel-context.ts'
import { ruleMenu } from './rule-menu.ts'
import { socketName } from './socket-name.ts'
import { useVirtualRows } from './use-virtual-rows.ts'
import { VirtualSpace } from './VirtualSpace.tsx'

/** CSS pixels; tokens.css has the same. */
const ROW_HEIGHT = 21
const HEADER_HEIGHT = 22

/** Messages and life events, as many as pass the filter, in the order of their arrival. */
export function MessageGrid() {
  const { state } = usePanel()
  const { choices, session } = state
  const view = state.view.value
  const length = state.length.value
  const following = choices.following
  const { scroller, onScroll, onWheel, visible, top, page, reveal } = useVirtualRows({
    rows: length,
    rowHeight: ROW_HEIGHT,
    headerHeight: HEADER_HEIGHT,
    following,
    numbered: view,
  })
  const chosen = state.row.value
  const at = chosen !== null && view.includes(chosen) ? view.indexOf(chosen) : -1
  const everySocket = choices.socket.value === null
  state.sight = view.at(top) ?? state.sight

  // What is chosen comes into sight when it is chosen; the list may then be scrolled away from it.
  useLayoutEffect(() => {
    if (at >= 0 && !following.value) reveal(at)
  }, [chosen])

  /** The menu of the selected rows, while it is open. */
  const [menu, setMenu] = useState<Pick<MenuProps, 'groups' | 'at'> | null>(null)
  const openMenu = (event: MouseEvent): void => {
    const target = event.target as Element
    const row = Number(target.closest('[data-kind]')?.id.replace('row-', '') ?? chosen ?? Number.NaN)
    if (!session.log.has(row)) return
    event.preventDefault()
    if (!state.selected.value.includes(row)) state.selectRow(row)
    // The menu key says no place, or one that has nothing to do with the row.
    const isKey = target.closest('[data-kind]') === null
    const box = isKey ? scroller.current?.querySelector(`#row-${row}`)?.getBoundingClientRect() : undefined
    const at = box ? { x: box.left + 24, y: box.bottom } : { x: event.clientX, y: event.clientY }
    setMenu({ groups: [likeMenu(state, row), ruleMenu(state, row), copyMenu(state)], at })
  }

  const press = (event: KeyboardEvent): void => {
    if (isCopy(event) && chosen !== null && scroller.current?.ownerDocument.getSelection()?.isCollapsed !== false) {
      if (copyPayload(scroller.current?.ownerDocument, session.log.body(chosen))) event.preventDefault()
      return
    }
    if (event.key === 'Enter' && chosen !== null) {
      choices.details.value = true
      choices.tab.value = 'message'
      event.preventDefault()
      return
    }
    const next = moved(event, at, length, page)
    const row = next === null ? undefined : view.at(next)
    if (next === null || row === undefined) return
    event.preventDefault()
    following.value = event.key === 'End'
    state.selectRow(row)
    reveal(next)
  }

  const rows: RowNumber[] = []
  for (let index = visible.first; index < visible.first + visible.count; index++) {
    const row = view.at(index)
    if (row !== undefined && session.log.has(row)) rows.push(row)
  }
  const nameOf = (row: RowNumber): string => {
    const number = session.log.socket(row)
    const socket = number === NO_SOCKET ? undefined : session.sockets[number]
    return socket ? socketName(socket.url).name : ''
  }
  const timeBefore = (index: number): number | null => {
    const row = view.at(index - 1)
    return row !== undefined && session.log.has(row) ? session.log.time(row) : null
  }
  const isDrawn = chosen !== null && rows.includes(chosen)
  return (
    <div class="messages">
      <div
        class={`grid ${everySocket ? 'with-socket' : ''}`}
        role="grid"
        aria-label="Messages"
        aria-rowcount={length + 1}
        aria-activedescendant={isDrawn ? `row-${chosen}` : undefined}
        tabIndex={0}
        data-testid="messages"
        ref={scroller}
        onScroll={onScroll}
        onWheel={onWheel}
        onKeyDown={press}
        onContextMenu={openMenu}
      >
        <Header everySocket={everySocket} />
        <VirtualSpace visible={visible} role="rowgroup">
          {rows.map((row, place) => (
            <MessageRow
              key={row}
              row={row}
              index={visible.first + place}
              previous={timeBefore(visible.first + place)}
              socketName={everySocket ? nameOf(row) : null}
              chosen={row === chosen}
            />
          ))}
        </VirtualSpace>
      </div>
      {menu && <Menu label="Selected rows" {...menu} onClose={() => setMenu(null)} />}
      <GridHint />
      {!following.value && state.unseen.value > 0 && (
        <button
          type="button"
          class="newer"
          data-testid="newer"
          title="Go to the end and follow it"
          onClick={() => {
            following.value = true
          }}
        >
          ↓ {count(state.unseen.value)} new
        </button>
      )}
      {choices.find.value !== null && <FindBar />}
    </div>
  )
}

function Header({ everySocket }: { everySocket: boolean }) {
  return (
    <div class="row header" role="row" aria-rowindex={1}>
      <Heading name="kind" label="Direction" hidden />
      {everySocket && <Heading name="socket" label="Socket" />}
      <Heading name="data" label="Data" />
      <Heading name="type" label="Type" />
      <Heading name="length" label="Length" />
      <Heading name="time" label="Time" />
      <Heading name="since" label="Δ" title="Time since the row above" />
    </div>
  )
}

function Heading({ name, label, title, hidden }: { name: string; label: string; title?: string; hidden?: boolean }) {
  return (
    <div class={`cell cell-${name}`} role="columnheader" title={title} aria-label={hidden ? label : undefined}>
      {hidden ? '' : label}
    </div>
  )
}
