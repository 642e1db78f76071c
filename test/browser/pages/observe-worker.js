// observe.js in a worker: what it asks of a document is answered in the same way natively and hooked.
self.window = self
self.document = {
  all: undefined,
  body: { append() {} },
  createElement: () => ({ contentWindow: self, remove() {} }),
}
importScripts('observe.js')
observe(new URL(location.href).searchParams.get('echo')).then(postMessage, (error) => postMessage([String(error)]))
