import { RE2JS } from 're2js'

/** Replaces all places of a regular expression in linear time; `$1` in `by` is a group. @throws where it can't be read. */
export function replaceRegexp(text: string, find: string, by: string): string {
  return RE2JS.compile(find).matcher(text).replaceAll(by)
}
