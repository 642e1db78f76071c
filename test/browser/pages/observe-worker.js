// observe.js in a worker: what it asks of a document is answered in the same way natively and hooked.
self.window = self
const body = { append: (element) => void queueMicrotask(() => element.onload?.()) }
self.document = {
  all: undefined,
  body,
  open() {},
  write() {},
  close() {},
  createElement: () => ({ contentWindow: self, contentDocument: self.document, remove() {} }),
}
importScripts('observe.js')
// What these two do needs a document through and through.
self.observeMore = async () => undefined
self.replaceEverything = async () => 'not in workers'
observe(new URL(location.href).searchParams.get('echo')).then(postMessage, (error) => postMessage([String(error)]))
