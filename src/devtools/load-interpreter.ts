import address from '@jitl/quickjs-wasmfile-release-sync/wasm'

let module: Promise<WebAssembly.Module> | null = null

/** The interpreter's WebAssembly, from the extension's own package; compiled once for each worker. */
export function loadInterpreter(): Promise<WebAssembly.Module> {
  module ??= fetch(new URL(address, location.href))
    .then((answer) => answer.arrayBuffer())
    .then((bytes) => WebAssembly.compile(bytes))
  return module
}
