import type { Variable } from './template.ts'

/** UTF-16 units of a name. */
const NAME = 40

/** A name as placeholders can have it, one word without braces, of what a value is called in a message. */
export function variableName(key: string | null): string {
  const word = (key ?? '').replace(/[\s{}]+/g, '-').slice(0, NAME)
  return word === '' || /^\d+$/.test(word) ? 'value' : word
}

/** The variables with this one: in place of the one that has its name, so that picking again renews it; else at the end. */
export function pickVariable(variables: readonly Variable[], picked: Variable): readonly Variable[] {
  const at = variables.findIndex(({ name }) => name === picked.name)
  return at < 0 ? [...variables, picked] : variables.with(at, picked)
}
