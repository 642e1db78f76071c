import type { MissingWhy } from '../state.ts'

/** What a socket is that could not be captured, and what can be done about it. */
export function missingText(why: MissingWhy): { readonly what: string; readonly advice: string } {
  switch (why) {
    case 'tampered':
      return {
        what: 'A frame whose natives were replaced',
        advice: 'Another frame changed this frame’s built-in functions before it loaded, so Sockeye left it alone.',
      }
    case 'outdated':
      return { what: 'A page from before the update', advice: 'Sockeye was updated after this page loaded. Reload it.' }
    case 'unhooked':
      return {
        what: 'A page from before Sockeye',
        advice: 'Sockeye was not there when this document loaded. Reload the page.',
      }
    case 'worker':
      return {
        what: 'A worker',
        advice:
          'Workers that started before DevTools are seen after a reload. Those from data: addresses can’t be seen, nor in Firefox those from blob:.',
      }
    case 'elsewhere':
      return {
        what: 'A shared or service worker',
        advice:
          'Shared workers that started before DevTools are seen once they start anew; service workers can’t be seen.',
      }
    default:
      return why satisfies never
  }
}
