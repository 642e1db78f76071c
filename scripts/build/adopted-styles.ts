import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Where style-mod, with which CodeMirror brings its styles, takes a `style` element for all but shadow trees. */
const CONDITION = '!root.head && root.adoptedStyleSheets'

/**
 * Has CodeMirror adopt its style sheet in the document, as it does in shadow trees: the panel's policy, `style-src 'self'`,
 * forbids `style` elements, and a nonce would be one that everybody knows. The build fails when a new style-mod no longer
 * has the condition in this one place.
 */
export const adoptedStyles: Plugin = {
  name: 'adopted-styles',
  setup(build) {
    build.onLoad({ filter: /[\\/]style-mod[\\/]src[\\/]style-mod\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const places = source.split(CONDITION).length - 1
      if (places !== 1) {
        const text = `style-mod has the condition in ${places} places, not in 1: look at it, then mend this plugin`
        return { errors: [{ text }] }
      }
      return { contents: source.replace(CONDITION, 'root.adoptedStyleSheets'), loader: 'js' }
    })
  },
}
