import type { ComponentChildren } from 'preact'
import { Fragment } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from './Icon.tsx'

export interface Column<Row> {
  readonly name: string
  readonly label: string
  readonly sortBy: (row: Row) => number | string
  readonly show: (row: Row) => ComponentChildren
}

interface SortedTableProps<Row> {
  readonly label: string
  readonly testId: string
  /** The first column names the row and takes what room there is; the others are figures. */
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** The column by which it is sorted at first. */
  readonly first: string
  /** Key of the row that is open; null: none is. */
  readonly opened: string | null
  readonly onOpen: (key: string | null) => void
  /** What an open row shows below it. */
  readonly detail: (row: Row) => ComponentChildren
}

/** A table that is sorted by a click on a column's head, and whose rows open. */
export function SortedTable<Row extends { readonly key: string }>(props: SortedTableProps<Row>) {
  const { label, testId, columns, rows, first, opened, onOpen, detail } = props
  const [sort, setSort] = useState({ name: first, isDescending: true })
  const column = columns.find(({ name }) => name === sort.name) ?? columns[0]
  const sorted = rows.toSorted((one, other) => {
    const [before, after] = [column?.sortBy(one) ?? 0, column?.sortBy(other) ?? 0]
    const order = before < after ? -1 : before > after ? 1 : 0
    return sort.isDescending ? -order : order
  })
  return (
    <div class="sorted-table">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ name, label, sortBy }, index) => {
              const isSorted = sort.name === name
              const isText = rows[0] !== undefined && typeof sortBy(rows[0]) === 'string'
              return (
                <th
                  key={name}
                  scope="col"
                  class={index === 0 ? '' : 'figure'}
                  aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
                >
                  <button
                    type="button"
                    onClick={() => setSort({ name, isDescending: isSorted ? !sort.isDescending : !isText })}
                  >
                    {label}
                    {isSorted && <span aria-hidden="true">{sort.isDescending ? ' ↓' : ' ↑'}</span>}
                  </button>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => {
            const isOpen = row.key === opened
            return (
              <Fragment key={row.key}>
                <tr data-testid={testId} class={isOpen ? 'open' : ''} onClick={() => onOpen(isOpen ? null : row.key)}>
                  {columns.map(({ name, show }, index) =>
                    index === 0 ? (
                      <th key={name} scope="row">
                        <button
                          type="button"
                          class="sorted-open"
                          aria-expanded={isOpen}
                          onClick={(event) => {
                            event.stopPropagation()
                            onOpen(isOpen ? null : row.key)
                          }}
                        >
                          <Icon name={isOpen ? 'opened' : 'shut'} />
                          {show(row)}
                        </button>
                      </th>
                    ) : (
                      <td key={name} class="figure">
                        {show(row)}
                      </td>
                    ),
                  )}
                </tr>
                {isOpen && (
                  <tr class="sorted-detail">
                    <td colSpan={columns.length}>{detail(row)}</td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
