import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { PAGE, type Place, pagePlace, pagesOf, placesIn } from '../../core/find-in-text.ts'
import { count } from '../../core/format.ts'
import { textSearch } from '../../core/query/text-search.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { TextPage } from './TextPage.tsx'

/** Places that are counted at the most. */
const MOST = 10_000

/** A text in full, to be read, selected and searched, a page at a time where it is long. Ctrl+F finds within it. */
export function TextView({ text }: { text: string }) {
  const { state } = usePanel()
  const { textFind } = state.choices
  const wanted = textFind.value
  const wrap = state.stored('wrap', true)
  const { places, more } = useMemo(
    () => (wanted === '' ? { places: [], more: false } : placesIn(text, textSearch(wanted, false), MOST)),
    [text, wanted],
  )
  const [at, setAt] = useState(0)
  const [page, setPage] = useState(0)
  const body = useRef<HTMLElement>(null)
  const goTo = (index: number): void => {
    setAt(index)
    const place = places[index]
    if (place) setPage(pageOf(text, place))
  }
  // Another text, or something else to find: from the beginning. Before the next key: it may be Enter.
  useLayoutEffect(() => {
    setPage(0)
    goTo(0)
  }, [text, wanted])
  const chosen = Math.min(at, places.length - 1)
  const step = (by: 1 | -1): void => {
    if (places.length > 0) goTo((chosen + by + places.length) % places.length)
  }
  useLayoutEffect(() => {
    const mark = body.current?.querySelector<HTMLElement>('.mark-chosen')
    if (mark && body.current) showWithin(body.current, mark)
  }, [chosen, page, text, wanted])

  return (
    <div class="text-pane">
      <div class="text-bar">
        <input
          type="text"
          class="text-find"
          data-testid="text-find"
          placeholder="Find in this message"
          aria-label="Find in this message"
          aria-describedby="text-found"
          spellcheck={false}
          autocomplete="off"
          value={wanted}
          onInput={(event) => {
            textFind.value = event.currentTarget.value
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
            else if (event.key === 'Escape' && wanted !== '') textFind.value = ''
            else return
            event.preventDefault()
            event.stopPropagation()
          }}
        />
        <span class="text-found" id="text-found" role="status" data-testid="text-found">
          {wanted !== '' && foundText(chosen, places.length, more)}
        </span>
        {places.length > 1 && (
          <>
            <IconButton
              icon="previous"
              label="Previous match (Shift+Enter)"
              testId="text-previous"
              onClick={() => step(-1)}
            />
            <IconButton icon="next" label="Next match (Enter)" testId="text-next" onClick={() => step(1)} />
          </>
        )}
        <span class="space" />
        <label class="check" title="Break long lines">
          <input
            type="checkbox"
            data-testid="text-wrap"
            checked={wrap}
            onChange={(event) => void state.store('wrap', event.currentTarget.checked)}
          />
          Wrap
        </label>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is searched from the keyboard. */}
      <section class="scroll" tabIndex={0} aria-label="Text" data-testid="text-view" ref={body}>
        {text === '' ? (
          <p class="hint">The message is empty.</p>
        ) : (
          <TextPage text={text} place={pagePlace(text, page)} places={places} chosen={chosen} wrap={wrap} />
        )}
      </section>
      {text.length > PAGE && <Pages text={text} page={page} onPage={setPage} />}
    </div>
  )
}

function Pages({ text, page, onPage }: { text: string; page: number; onPage: (page: number) => void }) {
  const { start, end } = pagePlace(text, page)
  return (
    <p class="text-pages">
      <span data-testid="text-page">
        Characters {count(start + 1)} to {count(end)} of {count(text.length)}
      </span>
      <button type="button" class="text-button" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Earlier
      </button>
      <button
        type="button"
        class="text-button"
        data-testid="text-later"
        disabled={page + 1 >= pagesOf(text)}
        onClick={() => onPage(page + 1)}
      >
        Later
      </button>
    </p>
  )
}

function pageOf(text: string, { start }: Place): number {
  const page = Math.floor(start / PAGE)
  return start < pagePlace(text, page).end ? page : page + 1
}

function foundText(chosen: number, found: number, more: boolean): string {
  if (found === 0) return 'No matches'
  return `${count(chosen + 1)} of ${count(found)}${more ? '+' : ''}`
}

/** Scrolls no further than needed, and nothing but this element. */
function showWithin(scroller: HTMLElement, element: HTMLElement): void {
  const [outer, inner] = [scroller.getBoundingClientRect(), element.getBoundingClientRect()]
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    scroller.scrollTop += (inner.top + inner.bottom) / 2 - (outer.top + outer.bottom) / 2
  }
  if (inner.left < outer.left || inner.right > outer.right) {
    scroller.scrollLeft += (inner.left + inner.right) / 2 - (outer.left + outer.right) / 2
  }
}
