/**
 * A text as a JavaScript string literal that is also safe inside a <script> element, and shows what can't be seen as an
 * escape. JSON is a subset of JavaScript since ECMAScript 2019.
 */
export function scriptLiteral(text: string): string {
  return JSON.stringify(text).replace(/[<\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  )
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}
