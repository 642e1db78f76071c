/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

/** In the extension's world only. It is also how the background knows that the relay is there. */
declare global {
  interface Window {
    sockeyeFamily?: string
  }
}

/**
 * What the hooks of documents that reach each other know and no page does. In Firefox the extension's own address, which
 * is another one in each profile; an error of ours tells it sooner than the API, which would have to be made. In Chromium
 * that is public; but windows of one origin see each other's variables in the extension's world, so the first relay of a
 * family makes up a word and the others take it over.
 */
export function familySecret(): string {
  const secret = FIREFOX
    ? ((new Error() as { fileName?: string }).fileName ?? '')
    : (secretOfRelatives() ?? crypto.getRandomValues(new Uint32Array(4)).join('-'))
  window.sockeyeFamily = secret
  return secret
}

function secretOfRelatives(): string | undefined {
  let relative: Window = window
  while (relative !== relative.parent) {
    relative = relative.parent
    const found = secretOf(relative)
    if (found) return found
  }
  return opener ? secretOf(opener) : undefined
}

function secretOf(relative: Window): string | undefined {
  try {
    const found: unknown = relative.sockeyeFamily
    // A page can give this name to an element or a frame, which is then found here.
    return typeof found === 'string' ? found : undefined
  } catch {
    // Of another origin.
    return undefined
  }
}
