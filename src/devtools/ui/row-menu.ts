import type { RowNumber } from '../../core/log.ts'
import type { State } from '../state.ts'
import { copyMenu } from './copy-menu.ts'
import { likeMenu } from './like-menu.ts'
import type { MenuGroup } from './Menu.tsx'
import { ruleMenu } from './rule-menu.ts'

/** What can be done with the selected rows, and with those like the one that was pressed. */
export function rowMenu(state: State, row: RowNumber): readonly MenuGroup[] {
  return [likeMenu(state, row), ruleMenu(state, row), copyMenu(state)]
}
