import { build, type Plugin } from 'esbuild'

/** `import text from './file.ts?script'`: the file, bundled and minified as a classic script, as a text. */
export const scriptText: Plugin = {
  name: 'script-text',
  setup({ onLoad, onResolve, resolve, initialOptions }) {
    onResolve({ filter: /\?script$/ }, async ({ path, ...where }) => {
      const found = await resolve(path.replace(/\?script$/, ''), where)
      return { ...found, namespace: 'script-text' }
    })
    onLoad({ filter: /./, namespace: 'script-text' }, async ({ path }) => {
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
      return {
        contents: made.outputFiles[0]?.text ?? '',
        loader: 'text',
        watchFiles: Object.keys(made.metafile.inputs),
      }
    })
  },
}
