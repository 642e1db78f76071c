// biome-ignore-all lint/a11y/useSemanticElements: a table's own display would be in the way of a virtual grid.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and says by aria-activedescendant where it is.

import { useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { count } from '../../core/format.ts'
import type { RowNumber } from '../../core/log.ts'
import { isAll, isCommand, isCopy, isPlain, isTyped, moved, rawView } from '../keys.ts'
import { columnMenu } from './column-menu.ts'
import { type ColumnChoices, DEFAULT_COLUMNS, fitColumns } from './columns.ts'
import { copySelected } from './copy-selected.ts'
import { FindBar } from './FindBar.tsx'
import { GridHeader } from './GridHeader.tsx'
import { GridHint } from './GridHint.tsx'
import { Menu, type MenuProps } from './Menu.tsx'
import { usePanel } from './panel-context.ts'
import { StillRow } from './StillRow.tsx'
import { showRaw } from './show-raw.ts'
import { useFlying } from './use-flying.ts'
import { useVirtualRows } from './use-virtual-rows.ts'
import { VirtualSpace } from './VirtualSpace.tsx'

/** CSS pixels; tokens.css has the same. */
const ROW_HEIGHT = 21
const HEADER_HEIGHT = 22
/** CSS pixels that a character takes at the least, but for a few: more of them than fit need not be laid out. */
const NARROW_CHARACTER = 4

/** Messages and life events, as many as pass the filter, in the order of their arrival. */
export function MessageGrid() {
  const { state } = usePanel()
  const { choices, selection, session, settings } = state
  const view = state.view.value
  const length = state.length.value
  const following = choices.following
  const { scroller, onScroll, onWheel, visible, top, page, width, slots, reveal } = useVirtualRows({
    rows: length,
    rowHeight: ROW_HEIGHT,
    headerHeight: HEADER_HEIGHT,
    following,
    numbered: view,
  })
  const isFlying = useFlying(top, page)
  const chosen = state.row.value
  const at = chosen !== null && view.includes(chosen) ? view.indexOf(chosen) : -1
  state.sight = view.at(top) ?? state.sight
  // Also drawn again when only the ranges changed.
  selection.ranges.value

  const [columns, setColumns] = useState(() => settings.get<ColumnChoices>('columns', DEFAULT_COLUMNS))
  const changeColumns = (next: ColumnChoices): void => {
    setColumns(next)
    settings.set('columns', next)
  }
  const isOne = choices.socket.value !== null
  const { names, template } = useMemo(() => fitColumns(columns, width, isOne), [columns, width, isOne])

  const limit = width === 0 ? undefined : Math.ceil(width / NARROW_CHARACTER)

  // What is chosen comes into sight when it is chosen; the list may then be scrolled away from it.
  useLayoutEffect(() => {
    if (at >= 0 && !following.value) reveal(at)
  }, [chosen])

  /** The menu of the selected rows or of the columns, while it is open. */
  const [menu, setMenu] = useState<Pick<MenuProps, 'label' | 'groups' | 'at'> | null>(null)
  const openMenu = (event: MouseEvent): void => {
    const row = rowOf(event) ?? chosen
    if (row === null || !session.log.has(row)) return
    event.preventDefault()
    if (!selection.has(row)) state.selectRow(row)
    // The menu key says no place, or one that has nothing to do with the row.
    const isKey = rowOf(event) === null
    const box = isKey ? scroller.current?.querySelector(`#row-${row}`)?.getBoundingClientRect() : undefined
    const place = box ? { x: box.left + 24, y: box.bottom } : { x: event.clientX, y: event.clientY }
    void import('./row-menu.ts').then(({ rowMenu }) => {
      if (session.log.has(row)) setMenu({ label: 'Selected rows', groups: rowMenu(state, row), at: place })
    })
  }

  // At the press and not at the click: in a list that moves, the row would be another one by then.
  const choose = (event: MouseEvent): void => {
    const row = rowOf(event)
    if (event.button !== 0 || row === null || !session.log.has(row)) return
    if (event.shiftKey) {
      // It would select text as well.
      event.preventDefault()
      scroller.current?.focus()
      selection.extendTo(row)
    } else if (isCommand({ ...modifiersOf(event), key: '' })) selection.toggle(row)
    else {
      state.selectRow(row)
      choices.details.value = true
    }
  }

  const press = (event: KeyboardEvent): void => {
    const document = scroller.current?.ownerDocument
    if (!document) return
    if (isCopy(event)) {
      if (document.getSelection()?.isCollapsed !== false && copySelected(state, document)) event.preventDefault()
    } else if (isAll(event)) {
      selection.all()
      event.preventDefault()
    } else if (event.key === 'Escape' && isPlain(event) && selection.size.value > 0) {
      selection.clear()
      event.preventDefault()
      // Chrome's DevTools would open their drawer.
      event.stopPropagation()
    } else if (event.key === 'Enter' && chosen !== null) {
      choices.details.value = true
      choices.tab.value = 'message'
      // The details may only be there in the next frame.
      document.defaultView?.requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('[data-testid=details-tab-message]')?.focus(),
      )
      event.preventDefault()
    } else if (rawView(event) && chosen !== null) {
      showRaw(state, chosen, event.shiftKey ? 'hex' : 'text')
      event.preventDefault()
    } else if (isTyped(event) && event.target === scroller.current) {
      // The key itself goes where the focus is by then. The app has `/`.
      const field = document.querySelector<HTMLInputElement>('.filter-field')
      field?.focus()
      field?.setSelectionRange(field.value.length, field.value.length)
    } else move(event)
  }
  const move = (event: KeyboardEvent): void => {
    // In a stream rows leave between two drawings: a key moves among those that are there.
    view.advance(0)
    const at = chosen !== null && view.includes(chosen) ? view.indexOf(chosen) : -1
    const next = moved({ ...modifiersOf(event), key: event.key, shiftKey: false }, at, view.length, page)
    const row = next === null ? undefined : view.at(next)
    if (next === null || row === undefined) return
    event.preventDefault()
    following.value = event.key === 'End'
    if (event.shiftKey) selection.extendTo(row)
    else state.selectRow(row)
    reveal(next)
  }

  const rows: RowNumber[] = []
  for (let index = visible.first; index < visible.first + visible.count; index++) {
    const row = view.at(index)
    if (row !== undefined && session.log.has(row)) rows.push(row)
  }
  const timeBefore = (index: number): number | null => {
    const row = view.at(index - 1)
    return row !== undefined && session.log.has(row) ? session.log.time(row) : null
  }
  const isDrawn = chosen !== null && rows.includes(chosen)
  const isMarked = rows.some((row) => selection.has(row))
  return (
    <div class="messages">
      <div
        // Classes and not `:has()`, which would be asked of all rows whenever one of them changes.
        class={`grid ${selection.size.value > 1 ? 'grid-several' : ''} ${isMarked ? '' : 'grid-unmarked'}`}
        style={{ '--columns': template }}
        role="grid"
        aria-label="Messages"
        aria-rowcount={length + 1}
        aria-colcount={names.length}
        aria-multiselectable
        aria-activedescendant={isDrawn ? `row-${chosen}` : undefined}
        tabIndex={0}
        data-testid="messages"
        ref={scroller}
        onScroll={onScroll}
        onWheel={onWheel}
        onKeyDown={press}
        onMouseDown={choose}
        onClick={(event) => {
          // Of assistive technology: there was no press.
          if (event.detail === 0) choose(event)
        }}
        onContextMenu={openMenu}
      >
        <GridHeader
          names={names}
          choices={columns}
          onChange={changeColumns}
          onMenu={(place) => setMenu({ label: 'Columns', groups: columnMenu(columns, changeColumns), at: place })}
        />
        <VirtualSpace visible={visible} role="rowgroup">
          {rows.map((row, place) => {
            const socket = session.sockets[session.log.socket(row)]
            return (
              <StillRow
                // Rows that stay in sight keep their element, and those that come get one of a row that has left.
                key={modulo(visible.first + place - view.origin, slots)}
                row={row}
                index={visible.first + place}
                previous={timeBefore(visible.first + place)}
                names={names}
                timeShown={columns.time}
                limit={limit}
                flying={isFlying}
                selected={selection.has(row)}
                focused={row === chosen}
                // What rows say of themselves changes with an insertion only.
                insertions={session.log.insertions}
                url={socket?.url}
                constructed={socket?.constructed}
              />
            )
          })}
        </VirtualSpace>
      </div>
      {menu && <Menu {...menu} onClose={() => setMenu(null)} />}
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

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

/** The row that an event is about; null where it is about none. */
function rowOf(event: MouseEvent): RowNumber | null {
  const id = (event.target as Element).closest('[data-kind]')?.id
  return id === undefined ? null : Number(id.replace('row-', ''))
}

function modifiersOf({ ctrlKey, metaKey, altKey, shiftKey }: MouseEvent | KeyboardEvent) {
  return { ctrlKey, metaKey, altKey, shiftKey }
}
