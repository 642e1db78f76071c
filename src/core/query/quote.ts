const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** A text in quotes, as `unquote` reads it. */
export function quote(text: string): string {
  return JSON.stringify(text)
}

/** What stands between quotes, its escapes read as in JSON. @throws SyntaxError that says which escape is none. */
export function unquote(text: string): string {
  return text.replace(/\\(u[\da-fA-F]{4}|[\s\S])?/g, (whole, name: string | undefined) => {
    if (name === undefined) throw new SyntaxError('A backslash at the end escapes nothing. Write \\\\ for a backslash.')
    if (name.length === 5) return String.fromCharCode(Number.parseInt(name.slice(1), 16))
    if ('"\\/'.includes(name)) return name
    const character = ESCAPES[name]
    if (character === undefined) throw new SyntaxError(`“${whole}” is no escape. Write \\\\ for a backslash.`)
    return character
  })
}
