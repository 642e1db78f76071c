import {
  type AnyNode,
  type Identifier,
  type MemberExpression,
  type PrivateIdentifier,
  type Program,
  parse,
} from 'acorn'

/** Functions of the hook that run before any page script, when nothing can have been replaced yet but by a parent. */
const AT_START = new Set([
  ...[
    'start',
    'patchOf',
    'isPristine',
    'isFamilyPristine',
    'canDispatch',
    'isNative',
    'pristine',
    'joinFamily',
    'sourcesOfRelatives',
    'sourcesOf',
    'ask',
    'patchStream',
    'take',
  ],
  ...['method', 'getter', 'present', 'constructor', 'install', '#observe', '#teachToString'],
])
/** What a page can't replace: `undefined` is read-only, and esbuild writes it as `void 0` anyway. */
const FIXED = new Set(['undefined', 'arguments', 'NaN', 'Infinity'])
/**
 * Reads that no name shows to be harmless. Of arrays, strings and `arguments` the length is their own (of a typed array it
 * is a getter on a prototype), and so are all properties of a command, which was cloned from one that had them.
 */
const HARMLESS = new Set([
  ...['values', 'protocols', 'data', 'stack', 'list', 'body', 'oldest.batch.body', 'copied', 'blob'].map(
    (name) => `${name}.length`,
  ),
  ...['command.from', 'command.data', 'command.on', 'command.limits', 'command.secret'],
  // Made by createListeners, which gives it both as its own.
  'this.listeners?.begin',
  // Likewise by makeInterceptor.
  ...['play', 'flush', 'retell'].map((name) => `this.interceptor?.${name}`),
])

const FORBIDDEN: Readonly<Record<string, string>> = {
  ForOfStatement: 'for…of calls Symbol.iterator',
  ForInStatement: 'for…in sees what a page put on Object.prototype',
  SpreadElement: 'spread calls Symbol.iterator',
  ArrayPattern: 'array destructuring calls Symbol.iterator',
  TaggedTemplateExpression: 'a tagged template',
  AwaitExpression: 'await looks up then and constructor',
  YieldExpression: 'a generator has a prototype of the page',
}

/**
 * What in a script of the hook could reach something that a page has replaced, a sentence each: calls of methods that are
 * not the script's own, iteration, and global names, in functions that run after the start.
 * @param code an ECMAScript module without imports.
 * @param given reads that are harmless here, beyond those that are harmless in the hook.
 * @throws SyntaxError
 */
export function reachOf(code: string, given: RegExp | null = null): string[] {
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module' })
  const names = namesOf(program)
  const found: string[] = []

  function visit(node: AnyNode, running: boolean, scope: ReadonlySet<string>): void {
    const say = (what: string) => {
      if (running) found.push(`${what}: ${code.slice(node.start, node.end).split('\n')[0]?.slice(0, 80)}`)
    }
    const reason = FORBIDDEN[node.type]
    if (reason) say(reason)
    switch (node.type) {
      case 'Literal':
        if ('regex' in node) say('a regular expression calls exec')
        break
      case 'BinaryExpression':
        if (node.operator === 'instanceof') say('instanceof calls Symbol.hasInstance')
        break
      case 'Identifier':
        if (!scope.has(node.name) && !FIXED.has(node.name)) say('a global name')
        break
      case 'MemberExpression':
        if (!isOwn(node)) say('a property that may be on a prototype of the page')
        break
    }
    const { inside, isRunning } = enter(node, running, scope)
    for (const child of childrenOf(node)) visit(child, isRunning, inside)
  }

  function isOwn({ computed, object, property, start, end }: MemberExpression): boolean {
    // An index: of a typed array, of an array without a prototype, or defined before it is read.
    if (computed) return true
    if (object.type === 'MemberExpression' && names.natives.has(nameOf(object.property))) return false
    if (property.type === 'PrivateIdentifier') return true
    const name = nameOf(property)
    const text = code.slice(start, end)
    if (HARMLESS.has(text) || given?.test(text)) return true
    if (name === 'length') return false
    // An event's isTrusted is its own and can't be changed.
    return (
      name === 'isTrusted' || (names.own.has(name) && object.type !== 'Literal' && object.type !== 'ArrayExpression')
    )
  }

  visit(program, false, new Set())
  return found
}

const nameOf = (node: AnyNode): string =>
  node.type === 'PrivateIdentifier' ? `#${node.name}` : node.type === 'Identifier' ? node.name : ''

/** Names of properties and methods that the script itself defines, and of fields that hold an object of the browser's. */
function namesOf(program: Program): { own: ReadonlySet<string>; natives: ReadonlySet<string> } {
  const own = new Set<string>()
  const natives = new Set<string>()
  const visit = (node: AnyNode): void => {
    if (node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') {
      own.add(nameOf(node.key))
      if (node.type === 'PropertyDefinition' && node.value?.type === 'NewExpression') {
        const made = nameOf(node.value.callee)
        if (/^(Map|Set|WeakMap|WeakSet|WeakRef|Array)$/.test(made)) natives.add(nameOf(node.key))
      }
    }
    childrenOf(node).forEach(visit)
  }
  visit(program)
  return { own, natives }
}

/** The scope inside a node, and whether what is inside runs after the start. */
function enter(node: AnyNode, running: boolean, scope: ReadonlySet<string>) {
  const declared = declaredIn(node)
  const inside = declared.length > 0 ? new Set([...scope, ...declared]) : scope
  return { inside, isRunning: isFunction(node) ? !isAtStart(node) : running }
}

const isFunction = ({ type }: AnyNode): boolean =>
  type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'

const starts = new WeakSet<AnyNode>()
function isAtStart(node: AnyNode): boolean {
  return starts.has(node) || (node.type === 'FunctionDeclaration' && AT_START.has(node.id?.name ?? ''))
}

/** Names that a node declares for what is inside it. Blocks count with their function: no name is used before it is there. */
function declaredIn(node: AnyNode): string[] {
  const names: string[] = []
  const pattern = (one: AnyNode | null): void => {
    if (!one) return
    if (one.type === 'Identifier') names.push(one.name)
    else if (one.type === 'AssignmentPattern') pattern(one.left)
    else if (one.type === 'RestElement') pattern(one.argument)
    else if (one.type === 'ObjectPattern')
      for (const property of one.properties) pattern(property.type === 'Property' ? property.value : property)
    else if (one.type === 'ArrayPattern') one.elements.forEach(pattern)
  }
  const collect = (one: AnyNode): void => {
    if (one.type === 'VariableDeclarator') {
      pattern(one.id)
      markStart(one.id, one.init)
    }
    if (one.type === 'MethodDefinition' && AT_START.has(nameOf(one.key))) starts.add(one.value)
    if (one.type === 'FunctionDeclaration' || one.type === 'ClassDeclaration') pattern(one.id)
    if (one.type === 'CatchClause') pattern(one.param ?? null)
    if (!isFunction(one)) childrenOf(one).forEach(collect)
  }
  if (node.type === 'Program') node.body.forEach(collect)
  if (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  ) {
    node.params.forEach(pattern)
    if (node.type === 'FunctionExpression') pattern(node.id ?? null)
    childrenOf(node.body).forEach(collect)
  }
  if (node.type === 'ClassExpression') pattern(node.id ?? null)
  return names
}

function markStart(id: AnyNode, init: AnyNode | null | undefined): void {
  if (init && id.type === 'Identifier' && AT_START.has(id.name)) starts.add(init)
}

/** The nodes inside a node, without those that are only names: of properties, of labels, of what is declared. */
function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = []
  for (const [key, value] of Object.entries(node)) {
    if (isName(node, key)) continue
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) children.push(one)
  }
  return children
}

function isName(node: AnyNode, key: string): boolean {
  switch (node.type) {
    case 'MemberExpression':
      return key === 'property' && !node.computed
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return key === 'key' && !node.computed
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return key === 'label'
    default:
      return false
  }
}

const isNode = (value: unknown): value is Exclude<AnyNode, PrivateIdentifier | Identifier> =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
