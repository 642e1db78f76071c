// Everything of WebSocketStream that a page can observe, as lines of text; as observe.js does for WebSocket.
// `observeStream(echo)` resolves to the lines; `echo` is the address of an echo server that also has /close, /drop,
// /refuse and /burst.

// biome-ignore lint/correctness/noUnusedVariables: the test calls it
async function observeStream(echo) {
  const lines = []
  const say = (...words) => lines.push(words.join(' '))
  const at = (path) => new URL(path, echo).href
  const kindOf = (value) => {
    if (typeof value === 'function') return `function ${value.name}/${value.length}`
    if (value === null || typeof value !== 'object') return `${typeof value} ${String(value)}`
    const kind = Object.prototype.toString.call(value)
    return value instanceof ArrayBuffer ? `${kind} ${new Uint8Array(value).join()}` : kind
  }
  const errorOf = (error) =>
    `${Object.prototype.toString.call(error)} ${error?.name} | ${error?.message} | ${error?.code} ${error?.closeCode} ${error?.reason}`
  const attempt = (name, action) => {
    try {
      say(name, '→', kindOf(action()))
    } catch (error) {
      say(name, 'throws', errorOf(error))
    }
  }
  /** Says how promises end, in the order in which they do. */
  const watch = (name, promise, describe = kindOf) =>
    promise.then(
      (value) => say(name, 'fulfilled', describe(value)),
      (error) => say(name, 'rejected', errorOf(error)),
    )
  const json = (value) => JSON.stringify(value)
  const result = ({ value, done }) => `${kindOf(value)} ${done}`
  const later = () => new Promise((resolve) => setTimeout(resolve))
  const unhandled = []
  const onUnhandled = (event) => {
    unhandled.push(String(event.reason))
    event.preventDefault()
  }
  addEventListener('unhandledrejection', onUnhandled)

  // Shape
  for (const [name, object] of [
    ['stream class', WebSocketStream],
    ['stream prototype', WebSocketStream.prototype],
  ]) {
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set, ...rest } = Object.getOwnPropertyDescriptor(object, key)
      say(name, String(key), json(rest), kindOf(value), kindOf(get), kindOf(set), `${value ?? get}`)
    }
    say(name, kindOf(Object.getPrototypeOf(object)), Object.isExtensible(object))
  }
  say('window', json(Object.getOwnPropertyDescriptor(window, 'WebSocketStream')))
  say('text', `${WebSocketStream}`, `${WebSocketStream.prototype.close}`)
  const getter = (name) => Object.getOwnPropertyDescriptor(WebSocketStream.prototype, name).get
  say('getters', `${getter('opened')}`, `${getter('closed')}`)
  attempt('called', () => WebSocketStream(echo))
  attempt('no argument', () => new WebSocketStream())
  attempt('bad address', () => new WebSocketStream('http://['))
  attempt('bad scheme', () => new WebSocketStream('ftp://a/'))
  attempt('bad protocols', () => new WebSocketStream(echo, { protocols: ['a', 'a'] }))
  attempt('aborted', () => new WebSocketStream(echo, { signal: 5 }))
  for (const name of ['opened', 'closed']) {
    attempt(`${name} of none`, () => getter(name).call({}))
    getter(name)
      .call({})
      .then(
        () => say(name, 'of none fulfilled'),
        (error) => say(name, 'of none', errorOf(error)),
      )
  }
  attempt('close of none', () => WebSocketStream.prototype.close.call({}))

  // A conversation
  {
    const read = []
    const options = {
      get protocols() {
        read.push('protocols')
        return ['chat']
      },
      get signal() {
        read.push('signal')
        return undefined
      },
    }
    class Sub extends WebSocketStream {}
    const stream = new Sub(echo, options)
    say('options read', read.join())
    say(
      'instance',
      stream instanceof Sub,
      stream instanceof WebSocketStream,
      kindOf(stream),
      Reflect.ownKeys(stream).length,
    )
    say('constructor', stream.constructor === Sub, WebSocketStream.prototype.constructor === WebSocketStream)
    const { opened, closed } = stream
    say('same promises', opened === stream.opened, closed === stream.closed, opened instanceof Promise)
    say('own of promises', Reflect.ownKeys(stream.opened).length, Reflect.ownKeys(stream.closed).length)
    const connection = await stream.opened
    say('opened', Reflect.ownKeys(connection).join(), Object.getPrototypeOf(connection) === Object.prototype)
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(connection)))
      say('opened', key, json({ ...descriptor, value: undefined }), kindOf(descriptor.value))
    const { readable, writable, protocol } = connection
    say('streams', protocol, readable instanceof ReadableStream, writable instanceof WritableStream)
    say(
      'of the page',
      readable.constructor === ReadableStream,
      Reflect.ownKeys(readable).length,
      Reflect.ownKeys(writable).length,
    )
    say('locked', readable.locked, writable.locked)
    attempt('byob', () => readable.getReader({ mode: 'byob' }))
    const writer = writable.getWriter()
    const reader = readable.getReader()
    say('desired', writer.desiredSize)
    const first = writer.write('first')
    say('desired while writing', writer.desiredSize)
    await first
    say('desired after', writer.desiredSize)
    const bytes = new Uint8Array([1, 2, 3])
    const conversions = []
    const object = {
      toString() {
        conversions.push('toString')
        return 'object'
      },
    }
    const writes = [bytes, new Uint8Array([9, 8, 7, 6]).subarray(1, 3), object, 5, null, undefined, 'lone \ud800'].map(
      (chunk) => writer.write(chunk),
    )
    bytes[0] = 77
    say('desired with many', writer.desiredSize)
    await Promise.all(writes.map((promise, index) => watch(`write ${index}`, promise)))
    for (let index = 0; index < 8; index++) say('read', index, result(await reader.read()))
    say('conversions', conversions.join())
    const ends = [
      watch('closed', stream.closed, json),
      watch('reader closed', reader.closed),
      watch('writer closed', writer.closed),
      watch('ready', writer.ready),
      watch('last read', reader.read(), result),
    ]
    stream.close({ closeCode: 4001, reason: 'bye' })
    attempt('close again', () => stream.close())
    await Promise.all(ends)
    await watch('write after', writer.write('x'))
    await watch('read after', reader.read(), result)
    say('desired at the end', writer.desiredSize)
  }

  /** A stream that is open, its end watched. */
  const open = async (name, path = '/echo') => {
    const stream = new WebSocketStream(at(path))
    const { readable, writable } = await stream.opened
    const end = watch(`${name} closed`, stream.closed, json)
    return { stream, readable, writable, end }
  }

  /** Long enough for what was sent before to have come back: five round trips of another connection. */
  const aWhile = async () => {
    const { stream, readable, writable, end } = await open('clock')
    const answers = readable.getReader()
    const questions = writable.getWriter()
    for (let index = 0; index < 5; index++) {
      await questions.write('tick')
      await answers.read()
    }
    stream.close()
    await end
  }

  // How many microtasks a chunk that is there takes. A page that counts them finds more than natively.
  {
    const { stream, readable, writable, end } = await open('counted')
    const reader = readable.getReader()
    const writer = writable.getWriter()
    const count = async (name, promise) => {
      let microtasks = 0
      let done = false
      promise.then(() => {
        done = true
      })
      while (!done) {
        microtasks++
        await null
      }
      say('microtasks', name, microtasks)
    }
    await count('of a write', writer.write('1'))
    await aWhile()
    await count('of a chunk', reader.read())
    stream.close()
    await reader.closed
    await count('of an end', reader.read())
    await end
  }

  // Chromium 156 forgets all but the first of several reads that wait; so it must be seen to do.
  {
    const { stream, readable, writable, end } = await open('two reads')
    const reader = readable.getReader()
    const writer = writable.getWriter()
    const reads = [watch('two reads 1', reader.read(), result), watch('two reads 2', reader.read(), result)]
    await Promise.all([writer.write('1'), writer.write('2')])
    await reads[0]
    await aWhile()
    stream.close()
    await Promise.all([...reads, end])
  }

  // Ways to read and write that call no method of a reader or writer
  {
    const { stream, readable, writable, end } = await open('piped')
    const sent = new Blob(['piped text'])
      .stream()
      .pipeThrough(new TextDecoderStream())
      .pipeTo(writable, { preventClose: true })
    await sent
    const upper = new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()) })
    const reader = readable.pipeThrough(upper).getReader()
    say('piped', result(await reader.read()), readable.locked, writable.locked)
    const rest = watch('piped rest', reader.read(), result)
    stream.close()
    await Promise.all([rest, end])
  }
  {
    const { stream, readable, writable, end } = await open('teed')
    const writer = writable.getWriter()
    writer.write('a')
    writer.write('b')
    const [one, two] = readable.tee()
    const collect = async (branch) => {
      const seen = []
      for await (const chunk of branch) if (seen.push(chunk) === 2) stream.close()
      return seen.join()
    }
    say('teed', ...(await Promise.all([collect(one), collect(two)])))
    await end
    say('teed locked', readable.locked)
  }
  {
    const { readable, writable, end } = await open('iterated', '/burst?count=50&size=3')
    let count = 0
    for await (const chunk of readable) {
      count += chunk.length
      if (count === 150) break
    }
    say('iterated', count, readable.locked, writable.locked)
    await end
  }
  {
    const { stream, readable, writable, end } = await open('transferred')
    const { port1, port2 } = new MessageChannel()
    const received = new Promise((resolve) => {
      port2.onmessage = ({ data }) => resolve(data)
    })
    port1.postMessage({ readable, writable }, [readable, writable])
    const data = await received
    const writer = data.writable.getWriter()
    await writer.write('through a port')
    const reader = data.readable.getReader()
    say('transferred', result(await reader.read()), readable.locked, writable.locked)
    stream.close()
    await end
    port1.close()
  }
  {
    const { stream, readable, writable, end } = await open('response')
    const writer = writable.getWriter()
    await writer.write(new Uint8Array([104, 105]))
    const bytesOnly = new TransformStream({
      transform(chunk, controller) {
        controller.enqueue(new Uint8Array(chunk))
        controller.terminate()
      },
    })
    say('response', await new Response(readable.pipeThrough(bytesOnly)).text())
    stream.close()
    await end
  }

  // Ends
  for (const [name, act] of [
    ['cancel', ({ readable }) => readable.cancel('why')],
    [
      'cancel with a code',
      ({ readable }) => readable.cancel(new WebSocketError('x', { closeCode: 4002, reason: 'r' })),
    ],
    ['close of writable', ({ writable }) => writable.close()],
    ['abort', ({ writable }) => writable.abort('why')],
    ['abort with a code', ({ writable }) => writable.abort(new WebSocketError('x', { closeCode: 4003, reason: 'r' }))],
    ['symbol', ({ writable }) => writable.getWriter().write(Symbol('s'))],
    [
      'throwing',
      ({ writable }) =>
        writable.getWriter().write({
          toString: () => {
            throw new RangeError('mine')
          },
        }),
    ],
    ['bad code', ({ stream }) => stream.close({ closeCode: 5 })],
    ['long reason', ({ stream }) => stream.close({ reason: 'x'.repeat(124) })],
    ['reason alone', ({ stream }) => stream.close({ reason: 'alone' })],
  ]) {
    const opened = await open(name)
    const reader = name.startsWith('cancel') ? null : opened.readable.getReader()
    const ends = reader ? [watch(`${name} reader`, reader.closed)] : []
    try {
      const answer = act(opened)
      if (answer) await watch(name, answer)
    } catch (error) {
      say(name, 'throws', errorOf(error))
      opened.stream.close()
    }
    if (name === 'symbol' || name === 'throwing') opened.stream.close()
    await Promise.all([opened.end, ...ends])
  }
  for (const path of ['/drop', '/close?code=4001&reason=bye', '/burst?count=3&size=2']) {
    const { stream, readable, writable, end } = await open(path, path)
    const reader = readable.getReader()
    const writer = writable.getWriter()
    const ends = [watch(`${path} reader`, reader.closed), watch(`${path} writer`, writer.closed)]
    if (path.startsWith('/burst')) {
      for (let index = 0; index < 3; index++) say(path, result(await reader.read()))
      stream.close()
    }
    await watch(`${path} read`, reader.read(), result)
    await Promise.all([end, ...ends])
  }

  // Failures, and who hears of them
  for (const touched of [[], ['opened'], ['closed'], ['opened', 'closed']]) {
    unhandled.length = 0
    const stream = new WebSocketStream(at('/refuse?status=403'))
    for (const name of touched) stream[name]
    const other = new WebSocketStream(at('/refuse?status=403'))
    await Promise.all([watch('refused opened', other.opened), watch('refused closed', other.closed, json)])
    await later()
    await later()
    say('refused', touched.join(), 'unhandled', unhandled.length, [...new Set(unhandled)].join())
  }
  {
    const abort = new AbortController()
    const stream = new WebSocketStream(echo, { signal: abort.signal })
    abort.abort()
    await Promise.all([watch('aborted opened', stream.opened), watch('aborted closed', stream.closed, json)])
  }

  // What a page can replace is not asked
  {
    const asked = []
    const spy = (owner, name) => {
      const descriptor = Object.getOwnPropertyDescriptor(owner, name)
      Object.defineProperty(owner, name, {
        configurable: true,
        get() {
          asked.push(name)
          return descriptor?.value
        },
        set: undefined,
      })
      return () => (descriptor ? Object.defineProperty(owner, name, descriptor) : delete owner[name])
    }
    const stream = new WebSocketStream(echo)
    const undo = [
      spy(ReadableStream.prototype, 'getReader'),
      spy(ReadableStreamDefaultReader.prototype, 'read'),
      spy(WritableStream.prototype, 'getWriter'),
      spy(WritableStreamDefaultWriter.prototype, 'write'),
      spy(ReadableStreamDefaultController.prototype, 'enqueue'),
      spy(Object.prototype, 'type'),
      spy(Object.prototype, 'pull'),
      spy(Object.prototype, 'size'),
      spy(Object.prototype, 'highWaterMark'),
    ]
    const { readable, writable } = await stream.opened
    for (const one of undo) one()
    const reader = readable.getReader()
    const writer = writable.getWriter()
    const again = [spy(Promise.prototype, 'then'), spy(Promise.prototype, 'constructor'), spy(Object.prototype, 'type')]
    writer.write('x')
    reader.read()
    stream.close()
    for (const one of again) one()
    say('asked', asked.join())
    await watch('asked closed', stream.closed, json)
  }
  await later()
  removeEventListener('unhandledrejection', onUnhandled)
  return lines
}
