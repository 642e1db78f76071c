/** Its address beside the bundles: see `loader` in scripts/build.ts. */
declare module '*/wasm' {
  const address: string
  export default address
}
