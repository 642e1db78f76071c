// biome-ignore-all lint/a11y/useSemanticElements: a table's own display would be in the way of a virtual grid.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus.

import type { RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import {
  CAN_RESIZE,
  COLUMN_TEXTS,
  type ColumnChoices,
  type ColumnName,
  LEAST_WIDTH,
  MOST_WIDTH,
  TIME_TEXTS,
  widthOf,
  withWidth,
} from './columns.ts'
import { IconButton } from './IconButton.tsx'

interface GridHeaderProps {
  readonly names: readonly ColumnName[]
  readonly choices: ColumnChoices
  readonly onChange: (choices: ColumnChoices) => void
  /** Asks for the menu of columns, at a place in CSS pixels of the viewport. */
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void
}

/** The names of the columns, and between them what makes these wider and narrower. */
export function GridHeader({ names, choices, onChange, onMenu }: GridHeaderProps) {
  const header = useRef<HTMLDivElement>(null)
  return (
    <div
      class="row header"
      role="row"
      aria-rowindex={1}
      data-testid="header"
      ref={header}
      onContextMenu={(event) => {
        event.preventDefault()
        event.stopPropagation()
        onMenu({ x: event.clientX, y: event.clientY })
      }}
    >
      {names.map((name, index) => {
        const { label, title } = COLUMN_TEXTS[name]
        return (
          <div
            key={name}
            class={`cell cell-${name}`}
            role="columnheader"
            aria-colindex={index + 1}
            aria-label={label}
            title={name === 'time' ? TIME_TEXTS[choices.time] : title}
          >
            {name === 'kind' ? (
              <IconButton
                icon="columns"
                label="Columns"
                testId="columns"
                onClick={() => {
                  const box = header.current?.getBoundingClientRect()
                  onMenu({ x: box?.left ?? 0, y: box?.bottom ?? 0 })
                }}
              />
            ) : (
              label
            )}
            {CAN_RESIZE.includes(name) && (
              <ColumnEdge
                name={name}
                leading={index > names.indexOf('data')}
                header={header}
                {...{ choices, onChange }}
              />
            )}
          </div>
        )
      })}
    </div>
  )
}

interface ColumnEdgeProps {
  readonly name: ColumnName
  /** It is at the column's start: columns after the flexible one grow towards it. */
  readonly leading: boolean
  readonly header: RefObject<HTMLDivElement | null>
  readonly choices: ColumnChoices
  readonly onChange: (choices: ColumnChoices) => void
}

/** CSS pixels that an arrow key moves. */
const KEY_STEP = 8

/** An edge of a column: drag it, move it by arrow keys, and double-click it or press Enter to fit what is in sight. */
function ColumnEdge({ name, leading, header, choices, onChange }: ColumnEdgeProps) {
  if (name === 'data') return null
  const width = widthOf(choices, name)
  const grow = (by: number): void => onChange(withWidth(choices, name, width + (leading ? -by : by)))
  const fitContent = (): void => onChange(withWidth(choices, name, widest(header.current, name)))
  const drag = (event: PointerEvent): void => {
    const edge = event.currentTarget as HTMLElement
    const start = event.clientX
    const move = (next: PointerEvent): void => grow(next.clientX - start)
    edge.setPointerCapture(event.pointerId)
    edge.addEventListener('pointermove', move)
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true })
    event.preventDefault()
  }
  const press = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'ArrowRight') grow(KEY_STEP)
    else if (event.key === 'ArrowLeft') grow(-KEY_STEP)
    else if (event.key === 'Enter') fitContent()
    else return
    event.preventDefault()
  }
  return (
    <div
      class={`column-edge ${leading ? 'leading' : ''}`}
      role="separator"
      tabIndex={0}
      aria-label={`Width of ${COLUMN_TEXTS[name].label}`}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={MOST_WIDTH}
      data-testid={`edge-${name}`}
      onPointerDown={drag}
      onDblClick={fitContent}
      onKeyDown={press}
    />
  )
}

/** CSS pixels that the widest of a column's drawn cells needs. */
function widest(header: HTMLElement | null, name: ColumnName): number {
  const cells = header?.closest('.grid')?.querySelectorAll<HTMLElement>(`[data-kind] .cell-${name}`) ?? []
  const range = header?.ownerDocument.createRange()
  let most = 0
  for (const cell of cells) {
    range?.selectNodeContents(cell)
    most = Math.max(most, range?.getBoundingClientRect().width ?? 0)
  }
  return Math.ceil(most) + PADDING
}

/** CSS pixels of a cell beside its text: grid.css has the same. */
const PADDING = 11
