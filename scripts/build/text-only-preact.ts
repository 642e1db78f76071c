import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Preact's only way from a string to markup, for `dangerouslySetInnerHTML`, as it stands in its minified file. */
const ASSIGNMENT = /(\w+)\.innerHTML=(\w+\.__html)/g

/**
 * Takes the way from text to markup out of Preact: `dangerouslySetInnerHTML` would show its markup as text. The panel shows
 * what strangers sent, so it should not be able to do otherwise; and addons.mozilla.org warns of the assignment.
 * The build fails when a new Preact no longer has it in this one place.
 */
export const textOnlyPreact: Plugin = {
  name: 'text-only-preact',
  setup(build) {
    build.onLoad({ filter: /[\\/]preact[\\/]dist[\\/]preact\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const places = source.match(ASSIGNMENT)?.length ?? 0
      if (places !== 1) {
        const text = `Preact sets innerHTML in ${places} places that are known, not in 1: look at it, then mend this plugin`
        return { errors: [{ text }] }
      }
      return { contents: source.replace(ASSIGNMENT, '$1.textContent=$2'), loader: 'js' }
    })
  },
}
