import { useState } from 'preact/hooks'
import { MEBIBYTE } from '../../core/history-limits.ts'
import { budgetOf, KEPT_BYTES, keptBytesOf, LEAST_BUDGET, MOST_BUDGET } from '../../core/log-budget.ts'
import { checkNumber } from '../../core/validate.ts'
import { Field } from './Field.tsx'
import { KeptSessions } from './KeptSessions.tsx'
import { usePanel } from './panel-context.ts'

/** What the log keeps, in memory and on disk. What is typed holds as soon as it is right. */
export function LogSettings() {
  const { session, settings } = usePanel().state
  const [budget] = useState(() => budgetOf(settings.get<unknown>('log', null)))
  const [isKept, setKept] = useState(() => settings.get<unknown>('keep', false) === true)
  const [rows, setRows] = useState(String(budget.rows))
  const [size, setSize] = useState(String(budget.bytes / MEBIBYTE))
  const [disk, setDisk] = useState(() => String(keptBytesOf(settings.get<unknown>('keptBytes', null)) / MEBIBYTE))
  const checkedRows = checkNumber(rows, MOST_BUDGET.rows, LEAST_BUDGET.rows)
  const checkedSize = checkNumber(size, MOST_BUDGET.bytes / MEBIBYTE, LEAST_BUDGET.bytes / MEBIBYTE)
  const checkedDisk = checkNumber(disk, KEPT_BYTES.most / MEBIBYTE, KEPT_BYTES.least / MEBIBYTE)

  const limit = (newRows: string, newSize: string): void => {
    setRows(newRows)
    setSize(newSize)
    const rows = checkNumber(newRows, MOST_BUDGET.rows, LEAST_BUDGET.rows)
    const size = checkNumber(newSize, MOST_BUDGET.bytes / MEBIBYTE, LEAST_BUDGET.bytes / MEBIBYTE)
    if (rows.ok && size.ok) settings.set('log', { rows: rows.number, bytes: size.number * MEBIBYTE })
  }
  const limitDisk = (text: string): void => {
    setDisk(text)
    const checked = checkNumber(text, KEPT_BYTES.most / MEBIBYTE, KEPT_BYTES.least / MEBIBYTE)
    if (checked.ok) settings.set('keptBytes', checked.number * MEBIBYTE)
  }
  return (
    <>
      <section aria-label="Log">
        <h2>Log</h2>
        <p class="prose">What the panel keeps in memory. The oldest rows go first, and are counted.</p>
        <Field
          id="log-rows"
          label="Rows"
          value={rows}
          problem={checkedRows.ok ? null : checkedRows.message}
          onInput={(text) => limit(text, size)}
        />
        <Field
          id="log-size"
          label="Size"
          value={size}
          problem={checkedSize.ok ? null : checkedSize.message}
          onInput={(text) => limit(rows, text)}
        >
          <span class="beside">MiB</span>
        </Field>
      </section>
      {session.kept && (
        <section aria-label="Kept on disk">
          <h2>On disk</h2>
          <label class="check" title="Also when the tab navigates, and after the browser was closed">
            <input
              type="checkbox"
              data-testid="keep"
              checked={isKept}
              onChange={(event) => {
                setKept(event.currentTarget.checked)
                settings.set('keep', event.currentTarget.checked)
              }}
            />
            Keep everything
          </label>
          <p class="prose">
            Writes all rows to this computer’s disk, unencrypted: what leaves memory is read back from there, and the
            session can be opened again after the browser was closed. Clear removes it.
          </p>
          <Field
            id="kept-size"
            label="Size"
            value={disk}
            problem={checkedDisk.ok ? null : checkedDisk.message}
            onInput={limitDisk}
          >
            <span class="beside">MiB for all sessions together</span>
          </Field>
          <KeptSessions />
        </section>
      )}
    </>
  )
}
