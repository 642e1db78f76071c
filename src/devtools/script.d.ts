/** See scripts/build/script-text.ts. */
declare module '*?script' {
  const text: string
  export default text
}
