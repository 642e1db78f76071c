import { build, type Plugin } from 'esbuild'

/**
 * `import text from './file.ts?script'`: the file, bundled and minified as a classic script, as a text; and
 * `import act from './act.ts?function'`: the same as the body of a function, to be run in another place by its source.
 */
export const scriptText: Plugin = {
  name: 'script-text',
  setup({ onLoad, onResolve, resolve, initialOptions }) {
    onResolve({ filter: /\?(script|function)$/ }, async ({ path, ...where }) => {
      const [file = '', kind] = path.split('?')
      const found = await resolve(file, where)
      return { ...found, namespace: `${kind}-text` }
    })
    const bundle = async (path: string) => {
      const { target = [] } = initialOptions
      const made = await build({
        entryPoints: [path],
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        target,
        metafile: true,
        ...(initialOptions.define && { define: initialOptions.define }),
      })
      return { text: made.outputFiles[0]?.text ?? '', watchFiles: Object.keys(made.metafile.inputs) }
    }
    onLoad({ filter: /./, namespace: 'script-text' }, async ({ path }) => {
      const { text, watchFiles } = await bundle(path)
      return { contents: text, loader: 'text', watchFiles }
    })
    onLoad({ filter: /./, namespace: 'function-text' }, async ({ path }) => {
      const { text, watchFiles } = await bundle(path)
      return { contents: `export default function (SECRET, RULES) { ${text} }`, loader: 'js', watchFiles }
    })
  },
}
