import type { RowNumber } from '../../core/log.ts'
import { hideLike, onlyLike } from '../../core/query/like.ts'
import { isPayload } from '../../core/row.ts'
import type { State } from '../state.ts'
import type { MenuGroup } from './Menu.tsx'

/** What a row's menu does with the filter: it writes into its text, where that can be seen and changed. */
export function likeMenu(state: State, row: RowNumber): MenuGroup {
  const { log } = state.session
  const { filter } = state.choices
  const what = isPayload(log.body(row)) ? 'messages' : 'rows'
  const setFilter = (change: typeof hideLike) => () => {
    if (log.has(row)) filter.value = change(filter.value, log, row)
  }
  return {
    items: [
      { label: `Hide ${what} like this`, testId: 'hide-like', onChoose: setFilter(hideLike) },
      { label: `Only ${what} like this`, testId: 'only-like', onChoose: setFilter(onlyLike) },
    ],
  }
}
