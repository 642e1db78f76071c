import {
  type FilterFunction,
  FunctionExpressionType,
  JSONPathEnvironment,
  JSONPathError,
  type JSONPathQuery,
  type JSONValue,
} from 'json-p3'
import { regexpSearch } from './regexp.ts'

/** The values that a path leads to; none where it can't be followed. */
export type JsonPath = (value: unknown) => readonly unknown[]

/** A path that can't be read: where, in UTF-16 units of the path, and for people why. */
export class PathError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** `match` or `search` of RFC 9535 §2.4.6: the library's own would let an expression take exponential time. */
function regexpFunction(wrap: (pattern: string) => string): FilterFunction {
  const known = new Map<string, (text: string) => boolean>()
  const compiled = (pattern: string): ((text: string) => boolean) => {
    const found = known.get(pattern)
    if (found) return found
    let test = (_: string): boolean => false
    try {
      test = regexpSearch(wrap(pattern), '').inText
    } catch {
      // A pattern may come from the message itself; what is no expression matches nothing, as the RFC has it.
    }
    if (known.size > 50) known.clear()
    known.set(pattern, test)
    return test
  }
  const { LogicalType, ValueType } = FunctionExpressionType
  return {
    argTypes: [ValueType, ValueType],
    returnType: LogicalType,
    call: (text: unknown, pattern: unknown) =>
      typeof text === 'string' && typeof pattern === 'string' && compiled(pattern)(text),
  }
}

const environment = new JSONPathEnvironment()
environment.functionRegister.set(
  'match',
  regexpFunction((pattern) => `^(?:${pattern})$`),
)
environment.functionRegister.set(
  'search',
  regexpFunction((pattern) => pattern),
)

function compile(path: string): JSONPathQuery {
  try {
    return environment.compile(path)
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error
    // The library says what it stumbled over, with its own place behind, which is shown another way here.
    const what = error.message.replace(/ \('[\s\S]*$/, '').replace("can't backup beyond start", 'a name is missing')
    throw new PathError(`This path can’t be read: ${what}. Paths look like $.user.id or $.items[0].`, error.token.index)
  }
}

/**
 * Follows a path of RFC 9535. A value that is too deep for the path leads nowhere.
 * @throws PathError
 */
export function jsonPath(path: string): JsonPath {
  const query = compile(path)
  return (value) => {
    try {
      return query.query(value as JSONValue).nodes.map((node) => node.value)
    } catch {
      // Both the library's recursion limit and the engine's own.
      return []
    }
  }
}
