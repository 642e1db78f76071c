/** See scripts/build/script-text.ts. */
declare module '*?script' {
  const text: string
  export default text
}

/** The same as a function, whose source is a script that needs nothing else. Called in a page with the globals that it declares. */
declare module '*act.ts?function' {
  const act: (secret: string | null, rules: readonly import('../wire.ts').PageRule[] | null) => void
  export default act
}
