// Everything of WebSocket that a page can observe, as lines of text. Run once natively and once with Sockeye installed,
// the lines must be equal. It knows nothing of what is right: the native run says so.
// `observe(echo, names)` resolves to the lines; `names` are the names that the hook uses, `echo` is the address of an echo server that also has /close, /drop and /binary.
function describeValue(value) {
  if (typeof value === 'function') return `function ${value.name}/${value.length}`
  if (typeof value === 'symbol') return value.toString()
  if (value === null || typeof value !== 'object') return `${typeof value} ${String(value)}`
  return Object.prototype.toString.call(value)
}

// biome-ignore lint/correctness/noUnusedVariables: the test calls it
async function observe(echo, names) {
  const lines = []
  const say = (...words) => lines.push(words.join(' '))
  const at = (path) => new URL(path, echo).href
  const stackLines = (error) =>
    String(error.stack)
      .split('\n')
      .filter((line) => line.trim() !== '').length
  const attempt = (name, action) => {
    try {
      say(name, '→', describeValue(action()))
    } catch (error) {
      say(name, 'throws', Object.prototype.toString.call(error), error.name, '|', error.message, '|', error.code ?? '')
    }
  }
  const eventOf = (event) => {
    const fields = [
      event.constructor.name,
      event.type,
      event.isTrusted,
      event.bubbles,
      event.cancelable,
      event.composed,
    ]
    fields.push(
      event.eventPhase,
      event.target === event.currentTarget,
      event.defaultPrevented,
      Object.keys(event).join(),
    )
    if (event.type === 'message')
      fields.push(
        describeValue(event.data),
        event.origin,
        event.lastEventId,
        describeValue(event.source),
        event.ports?.length,
      )
    if (event.type === 'close') fields.push(event.code, event.reason, event.wasClean)
    return fields.join(' ')
  }

  // Shape
  const shape = (name, object) => {
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set, ...rest } = Object.getOwnPropertyDescriptor(object, key)
      say(name, String(key), JSON.stringify(rest), describeValue(value), describeValue(get), describeValue(set))
    }
    say(name, 'extensible', Object.isExtensible(object), 'prototype', describeValue(Object.getPrototypeOf(object)))
  }
  const { send, close } = WebSocket.prototype
  const functions = { WebSocket, send, close, toString: Function.prototype.toString }
  for (const key of [
    'url',
    'readyState',
    'bufferedAmount',
    'extensions',
    'protocol',
    'binaryType',
    'onopen',
    'onmessage',
    'onerror',
    'onclose',
  ]) {
    const descriptor = Object.getOwnPropertyDescriptor(WebSocket.prototype, key)
    functions[`get ${key}`] = descriptor.get
    if (descriptor.set) functions[`set ${key}`] = descriptor.set
  }
  shape('prototype', WebSocket.prototype)
  shape('Function.prototype', Function.prototype)
  shape('EventTarget.prototype', EventTarget.prototype)
  shape('MessageEvent.prototype', MessageEvent.prototype)
  for (const [name, value] of Object.entries(functions)) {
    shape(name, value)
    say(name, 'source', Function.prototype.toString.call(value), '|', value.toString(), '|', `${value}`)
    attempt(`new ${name}`, () => new value())
    attempt(`call ${name}`, () => value())
    attempt(`call ${name} on {}`, () => value.call({}))
    attempt(`call ${name} on prototype`, () => value.call(WebSocket.prototype, 'x'))
    attempt(`${name}.caller`, () => value.caller)
    attempt(`${name}.arguments`, () => value.arguments)
    attempt(`${name} in template`, () => Object.prototype.toString.call(value))
    attempt(`subclass of ${name}`, () => class extends value {})
    attempt(`JSON ${name}`, () => JSON.stringify({ value }))
    attempt(`structuredClone ${name}`, () => structuredClone(value))
    attempt(`bind ${name}`, () => value.bind(null).name)
  }
  say(
    'window',
    Object.getOwnPropertyNames(window).indexOf('WebSocket') -
      Object.getOwnPropertyNames(window).indexOf('WheelEvent') !==
      0,
  )
  say(
    'window keys',
    Object.getOwnPropertyNames(window)
      .filter((name) => !/^\d+$/.test(name))
      .sort()
      .join(),
  )
  say(
    'window order',
    Object.getOwnPropertyNames(globalThis)
      .filter((name) => /Socket|Stream|Worker/.test(name))
      .join(),
  )
  say('for in', Object.keys(window).includes('WebSocket'))
  say('constructor', WebSocket.prototype.constructor === WebSocket, new WebSocket(echo).constructor === WebSocket)
  say('statics', WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED)
  attempt('set static', () => {
    WebSocket.OPEN = 5
  })
  attempt('delete prototype', () => {
    return delete WebSocket.prototype
  })
  attempt('defineProperty on WebSocket', () => {
    Object.defineProperty(WebSocket, 'mine', { value: 1, configurable: true })
    const has = Object.hasOwn(WebSocket, 'mine')
    delete WebSocket.mine
    return has
  })
  attempt('toString of a plain function', () =>
    Function.prototype.toString.call(function named(a) {
      return a
    }),
  )
  attempt('toString of a class', () =>
    Function.prototype.toString.call(
      class A {
        b() {}
      },
    ),
  )
  attempt('toString of an object', () => Function.prototype.toString.call({}))
  attempt('toString of undefined', () => Function.prototype.toString.call(undefined))
  attempt('toString of a proxy', () => Function.prototype.toString.call(new Proxy(function x() {}, {})))
  attempt('toString of a proxy of WebSocket', () => Function.prototype.toString.call(new Proxy(WebSocket, {})))

  // Construction
  const conversions = []
  const watched = (name, text) => ({
    toString() {
      conversions.push(`${name}.toString`)
      return text
    },
    valueOf() {
      conversions.push(`${name}.valueOf`)
      return 1
    },
  })
  const list = (...items) => ({
    *[Symbol.iterator]() {
      conversions.push('iterate')
      yield* items
    },
  })
  const addresses = [
    undefined,
    null,
    '',
    'x',
    ' ',
    5,
    {},
    [],
    Symbol('s'),
    'ftp://a/',
    'ws://',
    'ws://',
    'ws://localhost:99999/',
    `${echo}#fragment`,
    `${echo}#`,
    echo.replace('ws:', 'http:'),
    'about:blank',
    '//localhost:9/',
    '/relative',
    new URL(echo),
    watched('url', echo),
    Object.create(null),
  ]
  for (const [index, address] of addresses.entries())
    attempt(`construct ${index}`, () => new WebSocket(address).url.replace(location.port, 'PORT'))
  const protocolLists = [
    '',
    'a',
    'a b',
    'ü',
    ['a', 'a'],
    ['a', 'A'],
    ['a', ''],
    [],
    null,
    undefined,
    5,
    {},
    [undefined],
    [Symbol('p')],
    list('a', 'b'),
    list(watched('p', 'x')),
    watched('protocols', 'x'),
    [['a']],
    new Set(['a', 'b']),
    Object.create(null),
    () => 'x',
    true,
    new String('abc'),
    'a,b',
    '\u0000',
  ]
  for (const [index, protocols] of protocolLists.entries())
    attempt(`protocols ${index}`, () => new WebSocket(echo, protocols).protocol)
  attempt('url before protocols', () => new WebSocket(watched('u', 'not valid :'), watched('p', 'x')))
  attempt(
    'throwing url',
    () =>
      new WebSocket({
        toString() {
          throw new RangeError('mine')
        },
      }),
  )
  attempt(
    'throwing protocols',
    () =>
      new WebSocket(echo, {
        get [Symbol.iterator]() {
          throw new RangeError('mine')
        },
      }),
  )
  attempt('many arguments', () => new WebSocket(echo, [], 1, 2, 3).url === echo)
  say('conversions', conversions.splice(0).join())
  attempt(
    'Reflect.construct',
    () => Object.getPrototypeOf(Reflect.construct(WebSocket, [echo], Array)) === Array.prototype,
  )
  attempt(
    'Reflect.construct with a proxy',
    () => Reflect.construct(WebSocket, [echo], new Proxy(WebSocket, {})) instanceof WebSocket,
  )
  attempt('newTarget whose prototype throws', () =>
    Reflect.construct(
      WebSocket,
      [echo],
      new Proxy(class {}, {
        get() {
          throw new RangeError('mine')
        },
      }),
    ),
  )
  attempt('newTarget that is no constructor', () => Reflect.construct(WebSocket, [echo], () => {}))
  attempt('subclass', () => {
    class Mine extends WebSocket {
      constructor(...values) {
        super(...values)
        this.own = new.target.name
      }
      send(data) {
        super.send(`${data}!`)
      }
    }
    const socket = new Mine(echo)
    return [socket.own, socket instanceof WebSocket, socket instanceof Mine, Object.keys(socket)].join()
  })
  attempt('old style subclass', () => {
    function Old() {
      return Reflect.construct(WebSocket, [echo], Old)
    }
    Old.prototype = Object.create(WebSocket.prototype)
    return new Old() instanceof Old
  })
  attempt('cyclic prototype', () => Object.setPrototypeOf(WebSocket, Object.create(WebSocket)))
  attempt('instanceof a fake', () => Object.create(WebSocket.prototype) instanceof WebSocket)
  attempt('readyState of a fake', () => Object.create(WebSocket.prototype).readyState)
  for (const name of ['send', 'close'])
    attempt(`${name} on a fake`, () => Object.create(WebSocket.prototype)[name]('x'))

  // Before it is open
  const early = new WebSocket(echo)
  say(
    'own keys',
    Reflect.ownKeys(early).length,
    JSON.stringify(early),
    Object.prototype.toString.call(early),
    String(early),
  )
  for (const key in early)
    say('in', key, typeof early[key] === 'string' && key === 'url' ? '' : describeValue(early[key]))
  const sendables = {
    none: [],
    undefined: [undefined],
    null: [null],
    number: [5],
    symbol: [Symbol('s')],
    object: [{}],
    array: [[1, 2]],
    many: ['a', 'b'],
    watched: [watched('data', 'w')],
    bigint: [10n],
    bool: [true],
    fn: [() => 1],
  }
  for (const [name, values] of Object.entries(sendables)) attempt(`early send ${name}`, () => early.send(...values))
  attempt('early send throwing', () =>
    early.send({
      toString() {
        throw new RangeError('mine')
      },
    }),
  )
  say('conversions', conversions.splice(0).join())
  const closings = [
    [1],
    [999],
    [1001],
    [2999],
    [5000],
    [1000.4, 'x'],
    ['1000', 5],
    [NaN],
    [Infinity],
    [-1],
    [null],
    [undefined, undefined],
    [undefined, 'why'],
    [3000, 'x'.repeat(124)],
    [3000, 'ü'.repeat(62)],
    [watched('code', 'c'), watched('reason', 'r')],
    [Symbol('c')],
    [1000n],
    [
      {
        valueOf() {
          throw new RangeError('mine')
        },
      },
    ],
    [
      1000,
      {
        toString() {
          throw new RangeError('mine')
        },
      },
    ],
    [1000, '\ud800'],
  ]
  for (const [index, values] of closings.entries())
    attempt(`close ${index}`, () => new WebSocket(echo).close(...values))
  attempt('close many', () => new WebSocket(echo).close(3000, 'x', 1, 2))
  say('conversions', conversions.splice(0).join())
  for (const type of ['blob', 'arraybuffer', 'text', '', null, 1, watched('type', 'blob')]) {
    attempt(`binaryType ${describeValue(type)}`, () => {
      early.binaryType = type
      return early.binaryType
    })
  }
  for (const key of ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol']) {
    attempt(`set ${key}`, () => {
      early[key] = 'x'
    })
  }
  early.close()
  say('closing', early.readyState)

  // Life, with microtasks between
  const life = async (name, url, protocols, drive) => {
    const socket = new WebSocket(url, protocols)
    const seen = []
    const note = (text) => seen.push(text)
    const done = new Promise((resolve) => {
      const listeners = ['open', 'message', 'error', 'close']
      for (const type of listeners) {
        socket[`on${type}`] = (event) => {
          note(`on${type} ${eventOf(event)} state ${socket.readyState}`)
          Promise.resolve().then(() => note(`microtask after on${type}`))
          queueMicrotask(() => note(`queued after on${type}`))
        }
        socket.addEventListener(type, () => {
          note(`listener ${type}`)
          Promise.resolve().then(() => note(`microtask after listener ${type}`))
        })
        socket.addEventListener(type, {
          handleEvent(event) {
            note(`object ${type} ${this !== socket} ${event.eventPhase}`)
          },
        })
        socket.addEventListener(type, () => note(`once ${type}`), { once: true })
        socket.addEventListener(type, () => note(`capture ${type}`), true)
        socket.addEventListener(
          type,
          function () {
            note(`passive ${type} ${this === socket}`)
          },
          { passive: true },
        )
        const removed = () => note('never')
        socket.addEventListener(type, removed)
        socket.removeEventListener(type, removed)
        const aborted = new AbortController()
        socket.addEventListener(type, () => note('never'), { signal: aborted.signal })
        aborted.abort()
        const twice = () => note(`twice ${type}`)
        socket.addEventListener(type, twice)
        socket.addEventListener(type, twice)
        socket.addEventListener(
          type,
          () => socket.addEventListener(type, () => note(`added during ${type}`), { once: true }),
          { once: true },
        )
      }
      socket.addEventListener('close', () => setTimeout(resolve, 0))
      drive(socket, note)
    })
    await done
    for (const line of seen) say(name, line)
    say(name, 'after', socket.readyState, socket.bufferedAmount, socket.protocol, socket.extensions)
    attempt(`${name} send after`, () => socket.send('late'))
    say(name, 'buffered', socket.bufferedAmount)
    attempt(`${name} close after`, () => socket.close(1000, 'again'))
  }
  await life('echo', echo, ['one', 'two'], (socket, note) => {
    let count = 0
    socket.addEventListener('open', () => {
      note(`send returns ${describeValue(socket.send('text'))} buffered ${socket.bufferedAmount}`)
    })
    socket.addEventListener('message', () => {
      if (++count === 1) socket.close(3001, 'enough')
    })
  })
  await life('server closes', at('/close?code=4001&reason=gr%C3%BC%C3%9Fe'), [], () => {})
  await life('dropped', at('/drop'), [], () => {})
  await life('refused', at('/refuse?status=403'), [], () => {})
  await life('not found', at('/nowhere'), [], () => {})
  // An answer that comes at once could be there before close() is: in a worker they are on two threads.
  await life('closed while connecting', at('/wait?delay=60000'), [], (socket) => socket.close())
  await life('closed in open', echo, [], (socket) => socket.addEventListener('open', () => socket.close(1000)))
  await life('page events', echo, [], (socket, note) => {
    socket.addEventListener('open', () => {
      note(`plain ${socket.dispatchEvent(new Event('message', { cancelable: true }))}`)
      note(`message ${socket.dispatchEvent(new MessageEvent('message', { data: 'made by the page' }))}`)
      note(`close ${socket.dispatchEvent(new CloseEvent('close', { code: 4999 }))}`)
      note(`error ${socket.dispatchEvent(new ErrorEvent('error'))}`)
      socket.close()
    })
  })
  await life('stopped', echo, [], (socket) => {
    socket.addEventListener('open', () => socket.send('x'))
    socket.addEventListener('message', (event) => {
      event.stopImmediatePropagation()
      socket.close()
    })
  })

  // What is sent is what arrives
  const bytesOf = (data) =>
    typeof data === 'string' ? `text ${JSON.stringify(data)}` : `bytes ${[...new Uint8Array(data)].join()}`
  const roundTrip = async (name, make) => {
    const socket = new WebSocket(echo)
    socket.binaryType = 'arraybuffer'
    await new Promise((resolve) => {
      socket.onopen = () => {
        try {
          const value = make()
          say(name, describeValue(socket.send(value)), socket.bufferedAmount)
          if (ArrayBuffer.isView(value) && value.byteLength > 0 && !(value instanceof DataView)) value[0] = 99
        } catch (error) {
          say(name, 'throws', error.name, error.message)
          resolve()
        }
      }
      socket.onmessage = ({ data }) => {
        say(name, bytesOf(data))
        resolve()
      }
    })
    socket.close()
  }
  const buffer = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]).buffer
  const resizable = () => {
    const made = new ArrayBuffer(4, { maxByteLength: 8 })
    made.resize(6)
    return made
  }
  await roundTrip('string', () => 'grüße \ud83d\ude00')
  await roundTrip('lone surrogate', () => 'a\ud800b')
  await roundTrip('empty', () => '')
  await roundTrip('undefined', () => undefined)
  await roundTrip('null', () => null)
  await roundTrip('number', () => -0)
  await roundTrip('bigint', () => 10n ** 20n)
  await roundTrip('array', () => [1, [2, 3]])
  await roundTrip('object', () => watched('sent', 'once'))
  await roundTrip('String object', () => new String('boxed'))
  await roundTrip('Date', () => new Date(0).toISOString())
  await roundTrip('symbol', () => Symbol('no'))
  await roundTrip('function', () => function f() {})
  await roundTrip('socket itself', () => new WebSocket(echo))
  await roundTrip('document.all', () => document.all)
  await roundTrip('toPrimitive', () => ({ [Symbol.toPrimitive]: (hint) => `hint ${hint}` }))
  await roundTrip('ArrayBuffer', () => buffer.slice(0))
  await roundTrip('empty ArrayBuffer', () => new ArrayBuffer(0))
  await roundTrip('resizable', resizable)
  await roundTrip('view of resizable', () => new Uint8Array(resizable()))
  await roundTrip('Uint8Array in the middle', () => new Uint8Array(buffer.slice(0), 2, 3))
  await roundTrip('Uint16Array', () => new Uint16Array(buffer.slice(0)))
  await roundTrip('Float64Array', () => new Float64Array(buffer.slice(0)))
  await roundTrip('DataView', () => new DataView(buffer.slice(0), 1, 4))
  await roundTrip('Blob', () => new Blob(['blob ', new Uint8Array([0, 1])]))
  await roundTrip('File', () => new File(['file'], 'name.txt'))
  await roundTrip('empty Blob', () => new Blob([]))
  await roundTrip('disguised object', () => ({ byteLength: 3, [Symbol.toStringTag]: 'ArrayBuffer' }))
  await roundTrip('detached', () => {
    const detached = new ArrayBuffer(3)
    structuredClone(detached, { transfer: [detached] })
    return detached
  })
  if (typeof SharedArrayBuffer !== 'undefined') {
    await roundTrip('SharedArrayBuffer', () => new SharedArrayBuffer(4))
    await roundTrip('view of SharedArrayBuffer', () => new Uint8Array(new SharedArrayBuffer(4)))
  }
  say('conversions', conversions.splice(0).join())

  // What arrives, by binaryType
  for (const type of ['blob', 'arraybuffer']) {
    const socket = new WebSocket(at('/binary'))
    socket.binaryType = type
    let count = 0
    await new Promise((resolve) => {
      socket.onmessage = (event) => {
        count++
        say(
          type,
          describeValue(event.data),
          event.data.size ?? event.data.byteLength,
          Object.is(event.data, event.data),
        )
        if (count === 3) {
          socket.binaryType = type === 'blob' ? 'arraybuffer' : 'blob'
          resolve()
        }
      }
    })
    socket.close()
  }

  // Other realms
  const frame = document.createElement('iframe')
  document.body.append(frame)
  const other = frame.contentWindow
  say(
    'other realm',
    other.WebSocket !== WebSocket,
    other.WebSocket.name,
    Function.prototype.toString.call(other.WebSocket),
  )
  const functionsOf = (realm) => ({
    WebSocket: realm.WebSocket,
    send: realm.WebSocket.prototype.send,
    close: realm.WebSocket.prototype.close,
    toString: realm.Function.prototype.toString,
    'get url': Object.getOwnPropertyDescriptor(realm.WebSocket.prototype, 'url').get,
  })
  /** What two realms say of each other's functions. */
  const sources = (name, one, two) => {
    const text = (realm, value) => realm.Function.prototype.toString.call(value)
    for (const [key, value] of Object.entries(functionsOf(one)))
      say(name, key, text(one, value), '|', text(two, value), '|', value.toString())
    for (const [key, value] of Object.entries(functionsOf(two)))
      say(name, key, text(one, value), '|', text(two, value), '|', value.toString())
  }
  const makeFrame = async (document, attributes) => {
    const made = Object.assign(document.createElement('iframe'), attributes)
    const loaded = new Promise((resolve) => {
      made.onload = resolve
    })
    document.body.append(made)
    if ('src' in attributes || 'srcdoc' in attributes) await loaded
    return made
  }
  sources('blank frame', window, other)
  const withSource = await makeFrame(document, { srcdoc: '<p>srcdoc' })
  sources('srcdoc', window, withSource.contentWindow)
  sources('siblings', other, withSource.contentWindow)
  const nested = await makeFrame(withSource.contentDocument, {})
  sources('nested', window, nested.contentWindow)
  const loaded = await makeFrame(document, { src: location.href })
  sources('loaded', window, loaded.contentWindow)
  const blob = await makeFrame(document, { src: URL.createObjectURL(new Blob(['<p>'], { type: 'text/html' })) })
  sources('blob', window, blob.contentWindow)
  const written = await makeFrame(document, {})
  written.contentDocument.open()
  written.contentDocument.write('<p>written</p>')
  written.contentDocument.close()
  sources('written', window, written.contentWindow)
  sources('in written', window, (await makeFrame(written.contentDocument, {})).contentWindow)
  const removed = await makeFrame(document, {})
  const { contentWindow: left } = removed
  const leftFunctions = functionsOf(left)
  removed.remove()
  for (const [key, value] of Object.entries(leftFunctions))
    say('removed', key, Function.prototype.toString.call(value), leftFunctions.toString.call(WebSocket))
  for (const one of [withSource, loaded, blob, written]) one.remove()
  attempt('send of another realm', () => {
    const socket = new WebSocket(echo)
    return other.WebSocket.prototype.send.call(socket, 'x')
  })
  attempt('constructor of another realm', () => new other.WebSocket(echo) instanceof other.WebSocket)
  attempt('error of another realm', () => {
    try {
      new other.WebSocket('ws://')
    } catch (error) {
      return error instanceof other.DOMException
    }
  })
  attempt(
    'newTarget of another realm',
    () => Reflect.construct(WebSocket, [echo], other.WebSocket) instanceof other.WebSocket,
  )
  frame.remove()
  attempt('constructor of a removed frame', () => new other.WebSocket(echo))

  // Around it
  const first = setTimeout(() => {}, 0)
  new WebSocket(echo)
  say('timers', setTimeout(() => {}, 0) - first)
  const frameId = requestAnimationFrame(() => {})
  say('animation frames', requestAnimationFrame(() => {}) - frameId)
  const deep = () => {
    try {
      new WebSocket('ws://')
    } catch (error) {
      return error
    }
  }
  say('stack of an error of the constructor', stackLines(deep()))
  const sendDeep = () => {
    try {
      new WebSocket(echo).send('early')
    } catch (error) {
      return error
    }
  }
  say('stack of an error of send', stackLines(sendDeep()))
  let inside = ''
  const probing = new WebSocket(echo)
  await new Promise((resolve) => {
    probing.onopen = () => {
      probing.send({
        toString() {
          inside = new Error('inside').stack
          return 'x'
        },
      })
      resolve()
    }
  })
  say('stack inside a conversion', inside.split('\n').filter((line) => line.trim() !== '').length)
  const handlerStack = await new Promise((resolve) => {
    const socket = new WebSocket(echo)
    socket.onopen = () => resolve(new Error('here').stack)
  })
  say('stack of a handler', handlerStack.split('\n').filter((line) => line.trim() !== '').length)
  const { prepareStackTrace } = Error
  let sites = 0
  Error.prepareStackTrace = (_, callSites) => {
    sites = callSites.length
    return 'x'
  }
  try {
    new WebSocket('ws://')
  } catch (error) {
    void error.stack
  }
  Error.prepareStackTrace = prepareStackTrace
  say('call sites', sites)

  // Replaced by the page: none of it may be called for what the page does with sockets.
  let calls = ''
  const originals = []
  const spy = (owner, name, label) => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name)
    const kind = descriptor.value ? 'value' : 'get'
    const original = descriptor[kind]
    originals.push([owner, name, descriptor])
    Object.defineProperty(owner, name, {
      ...descriptor,
      [kind]: function (...values) {
        calls += `${label} `
        return Reflect_apply(original, this, values)
      },
    })
  }
  const Reflect_apply = Reflect.apply
  for (const [owner, names] of [
    [Array.prototype, ['push', 'slice', 'map', 'concat', Symbol.iterator]],
    [Function.prototype, ['call', 'apply', 'bind']],
    [Reflect, ['apply', 'construct', 'get']],
    [Object, ['defineProperty', 'keys', 'create', 'assign']],
    [Map.prototype, ['get', 'set']],
    [WeakMap.prototype, ['get', 'set', 'has']],
    [Set.prototype, ['add']],
    [String.prototype, ['slice', 'toString']],
    [Promise.prototype, ['then']],
    [ArrayBuffer.prototype, ['slice', 'byteLength']],
    [Object.getPrototypeOf(Uint8Array.prototype), ['slice', 'set', 'buffer', 'byteLength']],
    [EventTarget.prototype, ['addEventListener', 'dispatchEvent']],
    [MessagePort.prototype, ['postMessage']],
    [MessageEvent.prototype, ['data', 'ports']],
    [CloseEvent.prototype, ['code', 'reason']],
    [Event.prototype, ['target', 'currentTarget', 'type']],
    [WebSocket.prototype, ['readyState', 'url', 'bufferedAmount', 'protocol', 'extensions', 'binaryType']],
    [Blob.prototype, ['slice', 'size', 'arrayBuffer']],
    [Performance.prototype, ['now']],
    [Date, ['now']],
    [JSON, ['stringify']],
    [WeakRef.prototype, ['deref']],
  ]) {
    for (const name of names) spy(owner, name, `${describeValue(owner)}.${String(name)}`)
  }
  Object.defineProperty(Object.prototype, 'capture', {
    configurable: true,
    get() {
      calls += 'capture '
      return undefined
    },
    set() {
      calls += 'set capture '
    },
  })
  Object.defineProperty(Array.prototype, '0', {
    configurable: true,
    get() {
      calls += '0 '
      return undefined
    },
    set() {
      calls += 'set 0 '
    },
  })
  await new Promise((resolve) => {
    const socket = new WebSocket(echo)
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      socket.send('x')
      socket.send(new Uint8Array([1, 2]))
      socket.send(new Blob(['b']))
    }
    let left = 3
    socket.onmessage = () => {
      if (--left === 0) socket.close(3000, 'r')
    }
    socket.onclose = resolve
  })
  delete Object.prototype.capture
  delete Array.prototype[0]
  for (const [owner, name, descriptor] of originals) Object.defineProperty(owner, name, descriptor)
  say('calls of what the page replaced', calls || 'none')

  await observeMore({ echo, at, say, attempt, eventOf })
  say('everything replaced', await replaceEverything(echo, names))
  // Errors of handlers reach the page as ever.
  const errors = []
  const onerror = (event) => {
    errors.push(event.message)
    event.preventDefault()
  }
  window.addEventListener('error', onerror)
  await new Promise((resolve) => {
    const socket = new WebSocket(echo)
    socket.onopen = () => {
      setTimeout(resolve, 0)
      throw new Error('thrown by a handler')
    }
  })
  window.removeEventListener('error', onerror)
  say('errors', errors.join())
  return lines
}
