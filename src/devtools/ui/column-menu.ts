import {
  CAN_HIDE,
  COLUMN_TEXTS,
  type ColumnChoices,
  DEFAULT_COLUMNS,
  TIME_TEXTS,
  type TimeShown,
  toggleColumn,
} from './columns.ts'
import type { MenuGroup } from './Menu.tsx'

const TIMES: readonly TimeShown[] = ['clock', 'constructed', 'previous']

/** Which columns the list has, and what its time column says. */
export function columnMenu(choices: ColumnChoices, onChange: (choices: ColumnChoices) => void): readonly MenuGroup[] {
  return [
    {
      title: 'Columns',
      items: CAN_HIDE.map((name) => ({
        label: COLUMN_TEXTS[name].title ?? COLUMN_TEXTS[name].label,
        checked: !choices.hidden.includes(name),
        testId: `column-${name}`,
        onChoose: () => onChange(toggleColumn(choices, name)),
      })),
    },
    {
      title: 'Time column',
      items: TIMES.map((time) => ({
        label: TIME_TEXTS[time],
        checked: choices.time === time,
        testId: `time-${time}`,
        onChoose: () => onChange({ ...choices, time }),
      })),
    },
    { items: [{ label: 'Reset columns', testId: 'reset-columns', onChoose: () => onChange(DEFAULT_COLUMNS) }] },
  ]
}
