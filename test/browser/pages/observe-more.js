// The second part of observe.js: what is done to sockets less often.
// biome-ignore lint/correctness/noUnusedVariables: observe.js calls it
async function observeMore({ echo, at, say, attempt, eventOf }) {
  const opened = async (socket) => {
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
    return socket
  }
  const closed = (socket) =>
    new Promise((resolve) => {
      socket.addEventListener('close', resolve, { once: true })
      socket.close()
    })
  const next = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }))
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

  // Handlers
  const socket = await opened(new WebSocket(echo))
  for (const value of [null, undefined, 5, 'x', {}, { handleEvent() {} }, () => 1, async () => 1]) {
    attempt(`handler ${typeof value}`, () => {
      socket.onmessage = value
      return `${typeof socket.onmessage} ${socket.onmessage === value}`
    })
  }
  for (const value of [null, undefined, 5, 'x', {}, { handleEvent: 5 }, () => 1])
    attempt(`listener ${typeof value}`, () => socket.addEventListener('message', value))
  for (const options of [null, undefined, true, 5, 'x', {}, { capture: 1, once: 0 }, { signal: null }, { signal: {} }])
    attempt(`options ${JSON.stringify(options)}`, () => socket.addEventListener('open', () => 1, options))
  attempt('listener on the prototype', () => WebSocket.prototype.addEventListener('message', () => 1))
  attempt('dispatch twice', () => {
    const event = new Event('message')
    socket.addEventListener('message', (same) => same === event && socket.dispatchEvent(event), { once: true })
    return socket.dispatchEvent(event)
  })
  await closed(socket)

  const order = []
  const errors = []
  const onerror = (event) => {
    errors.push([event.message, event.error?.name, event.isTrusted, event.cancelable].join())
    order.push('window.onerror')
    event.preventDefault()
  }
  window.addEventListener('error', onerror)
  const busy = await opened(new WebSocket(echo))
  const removed = () => order.push('removed: never')
  busy.addEventListener('message', function first(event) {
    order.push(`first ${event.eventPhase} ${this === busy} ${event.currentTarget === busy} ${window.event === event}`)
    busy.removeEventListener('message', removed)
    busy.onmessage = () => order.push('replaced handler')
    Promise.resolve().then(() => order.push('microtask of first'))
  })
  busy.onmessage = () => order.push('handler: never')
  busy.addEventListener('message', removed)
  busy.addEventListener('message', () => {
    order.push('throws')
    throw new TypeError('by a listener')
  })
  busy.addEventListener('message', {
    get handleEvent() {
      order.push('handleEvent is read')
      return () => {
        order.push('object throws')
        throw new RangeError('by an object')
      }
    },
  })
  busy.addEventListener('message', { handleEvent: null })
  busy.addEventListener('message', (event) =>
    order.push(`prevented ${event.preventDefault()} ${event.defaultPrevented}`),
  )
  busy.addEventListener('message', (event) => order.push(`path ${event.composedPath().length} ${event.returnValue}`))
  busy.addEventListener('message', () => order.push('last'))
  const controller = new AbortController()
  busy.addEventListener('message', () => controller.abort(), { capture: true })
  busy.addEventListener('message', () => order.push('aborted: never'), { signal: controller.signal })
  busy.send('one')
  await next(busy, 'message')
  await turn()
  say('order', order.splice(0).join(' | '))
  busy.addEventListener('message', (event) => event.stopPropagation(), true)
  busy.addEventListener('message', () => order.push('captures'), true)
  busy.send('two')
  await new Promise((resolve) => busy.addEventListener('message', resolve, { capture: true, once: true }))
  await turn()
  say('order when stopped', order.join(' | '))
  say('errors of listeners', errors.join(' | '))
  await closed(busy)

  // What is thrown and not caught
  const uncaught = []
  const place = ({ message, filename, lineno, colno, error }) => {
    uncaught.push(`${message} at ${filename.replace(/^.*\//, '')}:${lineno}:${colno} ${error?.name}`)
  }
  window.addEventListener('error', place)
  const inScript = (text) => {
    const script = document.createElement('script')
    script.textContent = text
    document.head.append(script)
    script.remove()
  }
  inScript("new WebSocket({ toString() { throw new RangeError('mine') } })")
  inScript('new WebSocket({ get [Symbol.toPrimitive]() { throw 5 } })')
  say('uncaught of the page', uncaught.splice(0).join(' | '))
  inScript("new WebSocket('bad:')")
  say('uncaught of the constructor', uncaught.splice(0).join(' | '))
  inScript('WebSocket()')
  say('uncaught of a call', uncaught.splice(0).join(' | '))
  globalThis.observedEcho = echo
  inScript("new WebSocket(observedEcho).send('early')")
  say('uncaught of send', uncaught.splice(0).join(' | '))
  inScript('new WebSocket(observedEcho).close(5)')
  say('uncaught of close', uncaught.splice(0).join(' | '))
  delete globalThis.observedEcho
  window.removeEventListener('error', place)
  window.removeEventListener('error', onerror)
  const rejected = (action) => new Promise(action).catch((error) => `${error.name} ${error.message}`)
  say('rejected', await rejected(() => new WebSocket('bad:')))

  // Stacks of errors, as text
  const stackOf = (action) => {
    try {
      action()
    } catch (error) {
      const own = Object.getOwnPropertyDescriptor(error, 'stack')
      const shape = own && JSON.stringify([own.enumerable, own.configurable, own.writable, 'get' in own, 'set' in own])
      return [Reflect.ownKeys(error).join(), shape, own?.get === undefined || own.get.name, error.stack].join(' ')
    }
  }
  const fails = {
    constructor: () => new WebSocket('bad:'),
    'constructor, protocols': () => new WebSocket(echo, ['a', 'a']),
    'constructor, symbol': () => new WebSocket(Symbol('s')),
    'constructor without new': () => WebSocket(echo),
    send: () => new WebSocket(echo).send('early'),
    'send without arguments': () => new WebSocket(echo).send(),
    'send on a fake': () => WebSocket.prototype.send.call({}, 'x'),
    close: () => new WebSocket(echo).close(5),
    'close on a fake': () => WebSocket.prototype.close.call(undefined, 1000),
  }
  const deep = (action, depth) => (depth === 0 ? action() : deep(action, depth - 1))
  const { stackTraceLimit } = Error
  for (const [name, action] of Object.entries(fails)) {
    say(
      'stack of',
      name,
      stackOf(action),
      stackOf(() => deep(action, 20)),
    )
    if (stackTraceLimit === undefined) continue
    for (const limit of [3, 0, Number.NaN, 'x']) {
      Error.stackTraceLimit = limit
      say(
        'limited stack of',
        name,
        limit,
        stackOf(() => deep(action, 20)),
      )
    }
    delete Error.stackTraceLimit
    say('unlimited stack of', name, stackOf(action))
    Object.defineProperty(Error, 'stackTraceLimit', {
      value: stackTraceLimit,
      writable: true,
      configurable: true,
      enumerable: true,
    })
  }
  if (stackTraceLimit !== undefined) {
    const prepared = []
    Error.prepareStackTrace = (error, sites) => {
      prepared.push(
        `${error.name} ${sites.map((site) => `${site.getFunctionName()} ${site.getLineNumber()} ${site.isConstructor()}`).join()}`,
      )
      return 'prepared'
    }
    for (const action of Object.values(fails)) prepared.push(stackOf(action))
    delete Error.prepareStackTrace
    say('prepared', prepared.join(' | '))
  }

  // Sending one after the other
  const sender = await opened(new WebSocket(echo))
  sender.binaryType = 'arraybuffer'
  const amounts = []
  const answers = []
  const bytes = Uint8Array.from([1, 2, 3, 4])
  const sequence = [
    'one',
    new Blob(['blob']),
    bytes,
    'two',
    bytes.buffer,
    new DataView(bytes.buffer, 1, 2),
    new Blob([]),
    '',
  ]
  const all = new Promise((resolve) => {
    sender.onmessage = ({ data }) => {
      answers.push(typeof data === 'string' ? data : `bytes ${new Uint8Array(data).join()}`)
      if (answers.length === sequence.length) resolve()
    }
  })
  for (const value of sequence) {
    sender.send(value)
    amounts.push(sender.bufferedAmount)
  }
  bytes[0] = 99
  await all
  say('sequence', amounts.join(), '|', answers.join(' | '))
  for (const View of [
    Int8Array,
    Uint8ClampedArray,
    Int16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    BigInt64Array,
    BigUint64Array,
  ]) {
    sender.send(new View(2))
    say(View.name, (await next(sender, 'message')).data.byteLength)
  }
  attempt('frozen', () => Object.isFrozen(Object.freeze(sender)))
  sender.send('frozen')
  say('frozen', (await next(sender, 'message')).data, Reflect.ownKeys(sender).length)
  await closed(sender)
  say('bufferedAmount of a closed one', sender.bufferedAmount, sender.send('lost'), sender.bufferedAmount)

  // Subclasses that pages write
  class Reconnecting extends WebSocket {
    static made = 0
    #secret = 'private'
    constructor(...values) {
      super(...values)
      Reconnecting.made++
      this.addEventListener('message', (event) => say('subclass', event.data, this.#secret, super.readyState))
    }
    send(data) {
      return super.send(JSON.stringify({ data }))
    }
    close(code = 3000, reason = 'by subclass') {
      return super.close(code, reason)
    }
    get readyState() {
      return `state ${super.readyState}`
    }
  }
  const mine = await opened(new Reconnecting(echo))
  mine.send('x')
  await next(mine, 'message')
  mine.close()
  const event = await next(mine, 'close')
  say(
    'subclass',
    event.code,
    event.reason,
    mine.readyState,
    Reconnecting.made,
    Reconnecting.OPEN,
    mine.constructor.name,
  )
  say('names', Object.getOwnPropertyNames(Reconnecting).join(), Reconnecting.name, Reconnecting.length)

  // Another's send and close
  const frame = document.createElement('iframe')
  document.body.append(frame)
  const other = frame.contentWindow
  const foreign = await opened(new other.WebSocket(echo))
  say('foreign', foreign instanceof WebSocket, foreign instanceof other.WebSocket)
  WebSocket.prototype.send.call(foreign, 'by another realm')
  say('foreign', (await next(foreign, 'message')).data)
  attempt('foreign symbol', () => WebSocket.prototype.send.call(foreign, Symbol('s')))
  attempt('foreign code', () => WebSocket.prototype.close.call(foreign, 5))
  attempt('foreign bytes', () => WebSocket.prototype.send.call(foreign, new other.Uint8Array([1])))
  WebSocket.prototype.close.call(foreign, 3000, 'foreign')
  const end = await next(foreign, 'close')
  say('foreign', end.code, end.reason, end instanceof other.CloseEvent)
  const crossed = Reflect.construct(WebSocket, [echo], other.Object)
  say('crossed', Object.getPrototypeOf(crossed) === other.Object.prototype)
  WebSocket.prototype.close.call(crossed)
  frame.remove()

  // Times
  const before = performance.now()
  const timed = new WebSocket(at('/close?code=4000'))
  const times = []
  for (const type of ['open', 'close'])
    timed.addEventListener(type, ({ timeStamp }) =>
      times.push(timeStamp >= before - 2 && timeStamp <= performance.now() + 2),
    )
  await next(timed, 'close')
  say('times', times.join())

  // Through a Proxy, and what clones and prints
  const touched = []
  const list = new Proxy(['a', 'b'], {
    get(target, key, receiver) {
      touched.push(`get ${String(key)}`)
      return Reflect.get(target, key, receiver)
    },
    getOwnPropertyDescriptor(target, key) {
      touched.push(`descriptor ${String(key)}`)
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
  })
  new WebSocket(echo, list).close()
  say('protocols in a proxy', touched.join())
  const counted = ['a', 'b']
  let reads = 0
  Object.defineProperty(counted, 0, { get: () => `a${reads++}`, enumerable: true, configurable: true })
  new WebSocket(echo, counted).close()
  say('protocols with a getter', reads)
  attempt('clone a socket', () => structuredClone(new WebSocket(echo)))
  attempt('a socket as prototype', () => Object.create(new WebSocket(echo)).readyState)
  attempt('a proxy of a socket', () => new Proxy(new WebSocket(echo), {}).readyState)
  attempt('send through a proxy of a socket', () => new Proxy(new WebSocket(echo), {}).send('x'))
  attempt('construct through a proxy', () => new new Proxy(WebSocket, {})(echo) instanceof WebSocket)
  attempt('construct through bind', () => new (WebSocket.bind(null, echo))() instanceof WebSocket)
  attempt('receiver', () => Reflect.get(WebSocket, 'OPEN', {}))
  attempt('set with a receiver', () => Reflect.set(WebSocket, 'mine', 1, {}))
  attempt('has', () => ['OPEN', 'prototype', 'mine', 'caller'].map((key) => key in WebSocket).join())
  attempt('keys', () => Object.keys(WebSocket).join())
  attempt('preventExtensions of a frame', () => {
    const made = document.createElement('iframe')
    document.body.append(made)
    const { WebSocket: Native } = made.contentWindow
    const frozen = [Object.isFrozen(Object.freeze(Native)), Object.isFrozen(Object.freeze(Native.prototype))]
    const works = new Native(echo) instanceof Native
    made.remove()
    return `${frozen.join()} ${works}`
  })
  attempt('then', () => Promise.resolve(WebSocket) instanceof Promise)
  say('event', eventOf(await next(new WebSocket(echo), 'open')))
}
