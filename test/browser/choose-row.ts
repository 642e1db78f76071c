import type { Realm } from '../../scripts/browsers/driver.ts'
import { markRow } from './looks.ts'

/** Clicks a row of a kind that has this text, until it is selected: rows are drawn again for others while new ones come. */
export async function chooseRow(panel: Realm, kind: string, word: string): Promise<void> {
  do {
    await panel.until(markRow, kind, word)
    await panel.click('[data-marked]')
  } while (!(await panel.evaluate(isSelected, kind, word)))
}

/** Whether the row that is selected is of this kind and has this text. */
function isSelected(kind: string, word: string): boolean {
  const row = document.querySelector(`[data-testid=row][data-kind=${kind}][aria-selected=true]`)
  return row?.textContent.includes(word) === true
}
