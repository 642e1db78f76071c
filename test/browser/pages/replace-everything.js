// The third part of observe.js: a page that replaces everything replaceable and then uses sockets. Answers the names of all
// that was called meanwhile; natively the page's own calls reach none of it. `names` are properties to watch on
// Object.prototype and Array.prototype.
// biome-ignore lint/correctness/noUnusedVariables: observe.js calls it
function replaceEverything(echo, names) {
  const { apply, construct, defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect
  const { addEventListener } = EventTarget.prototype
  const { send, close } = WebSocket.prototype
  const Native = WebSocket
  const text = String
  const payloads = [
    'text',
    new Uint8Array([1, 2, 3]),
    new ArrayBuffer(4),
    new DataView(new ArrayBuffer(2)),
    new Blob(['b']),
  ]
  const counted = Object.defineProperty(['one'], 0, { get: () => 'one', enumerable: true, configurable: true })
  const called = { __proto__: null }
  const undo = []
  let recording = false
  const record = (label) => {
    if (recording) called[label] = true
  }

  function spyOn(owner, key, label) {
    // Chromium's DevTools ask it in the page's own realm whenever the Elements panel shows a style anew.
    // https://github.com/ChromeDevTools/devtools-frontend/blob/main/front_end/core/sdk/CSSModel.ts, colorScheme()
    if (key === 'matchMedia' || owner === MediaQueryList.prototype) return
    const descriptor = getOwnPropertyDescriptor(owner, key)
    if (!descriptor?.configurable && !descriptor?.writable) return
    const watched = { __proto__: null, configurable: descriptor.configurable, enumerable: descriptor.enumerable }
    const spy = (original, kind) =>
      function (...values) {
        record(`${kind}${label}`)
        return new.target ? construct(original, values, new.target) : apply(original, this, values)
      }
    if ('value' in descriptor) {
      if (typeof descriptor.value !== 'function') return
      watched.writable = descriptor.writable
      watched.value = spy(descriptor.value, '')
      watched.value.prototype = descriptor.value.prototype
    } else {
      if (!descriptor.configurable) return
      watched.get = descriptor.get && spy(descriptor.get, 'get ')
      watched.set = descriptor.set && spy(descriptor.set, 'set ')
    }
    defineProperty(owner, key, watched)
    undo[undo.length] = () => defineProperty(owner, key, { __proto__: null, ...descriptor })
  }
  function trap(owner, key, label) {
    if (getOwnPropertyDescriptor(owner, key)) return
    defineProperty(owner, key, {
      __proto__: null,
      configurable: true,
      get() {
        record(`get ${label}`)
        return undefined
      },
      set() {
        record(`set ${label}`)
      },
    })
    undo[undo.length] = () => deleteProperty(owner, key)
  }

  const owners = []
  for (const name of ownKeys(globalThis)) {
    const value = getOwnPropertyDescriptor(globalThis, name).value
    if (value === globalThis || value === null || (typeof value !== 'function' && typeof value !== 'object')) continue
    owners.push([value, text(name)])
    if (typeof value === 'function' && value.prototype) owners.push([value.prototype, `${text(name)}.prototype`])
  }
  for (const [name, object] of [
    ['TypedArray.prototype', Object.getPrototypeOf(Uint8Array.prototype)],
    ['ArrayIterator', Object.getPrototypeOf([].values())],
    ['Iterator', Object.getPrototypeOf(Object.getPrototypeOf([].values()))],
    ['AsyncFunction', Object.getPrototypeOf(async () => undefined)],
    ['window', globalThis],
  ])
    owners.push([object, name])

  return new Promise((resolve, reject) => {
    const finish = () => {
      recording = false
      for (let at = undo.length - 1; at >= 0; at--) undo[at]()
      resolve(Object.keys(called).sort().join() || 'none')
    }
    const targets = owners.flatMap(([owner, name]) => ownKeys(owner).map((key) => [owner, key, `${name}.${text(key)}`]))
    const first = new Native(echo)
    first.onopen = () => {
      try {
        for (let at = 0; at < targets.length; at++) spyOn(...targets[at])
        for (let at = 0; at < names.length; at++) trap(Object.prototype, names[at], `Object.prototype.${names[at]}`)
        for (let at = 0; at < 3; at++) trap(Array.prototype, at, `Array.prototype[${at}]`)
        recording = true
        const socket = new Native(echo, 'one')
        // Reading a list calls its iterator, natively too; looking at a getter's descriptor must call nothing.
        apply(close, new Native(echo, counted), [])
        let left = 1300
        const listen = (type, listener) => apply(addEventListener, socket, [type, listener])
        listen('open', () => {
          for (let at = 0; at < payloads.length; at++) apply(send, socket, [payloads[at]])
          // More rows than the hook keeps, so that it lets go of some.
          for (let at = payloads.length; at < 1300; at++) apply(send, socket, ['x'])
          try {
            apply(send, {}, ['x'])
          } catch {
            // As it should.
          }
          try {
            new Native('bad:')
          } catch {
            // As it should.
          }
        })
        listen('message', () => {
          if (--left === 0) apply(close, socket, [3000, 'done'])
        })
        listen('close', finish)
      } catch (error) {
        recording = false
        reject(error)
      }
    }
  })
}
