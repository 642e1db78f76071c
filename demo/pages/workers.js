// Starts one worker of each kind. `?echo=ws://…/echo` names another echo server, `?only=classic,blob` fewer workers.
const query = new URLSearchParams(location.search)
const echo = query.get('echo') ?? 'ws://localhost:9998/echo'
const only = query.get('only')?.split(',')
const log = document.getElementById('log')

function show(name, text) {
  const item = document.createElement('li')
  item.dataset.line = name
  item.textContent = `${name}: ${text}`
  log.append(item)
}

async function blobOf(path) {
  const source = await (await fetch(path)).text()
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
}

async function service() {
  const registration = await navigator.serviceWorker.register('workers-service.js', { scope: 'workers.html' })
  navigator.serviceWorker.addEventListener('message', ({ data }) => show('service', data))
  navigator.serviceWorker.startMessages()
  return registration.installing ?? registration.waiting ?? registration.active
}

const KINDS = {
  classic: () => new Worker('workers-one.js'),
  module: () => new Worker('workers-one.js', { type: 'module' }),
  nested: () => new Worker('workers-nest.js'),
  blob: async () => new Worker(await blobOf('workers-one.js')),
  shared: () => new SharedWorker('workers-shared.js'),
  service,
}

const workers = []
const all = (message) => {
  for (const worker of workers) worker.postMessage(message)
}

for (const [name, start] of Object.entries(KINDS)) {
  if (only && !only.includes(name)) continue
  try {
    const made = await start()
    const worker = made.port ?? made
    if (name !== 'service') worker.onmessage = ({ data }) => show(name, data)
    worker.postMessage({ start: echo, name })
    workers.push(worker)
  } catch (error) {
    show(name, error)
  }
}

const socket = new WebSocket(`${echo}?page`)
socket.onopen = () => socket.send('from the page')
socket.onmessage = ({ data }) => show('page', data)

const DO = {
  say() {
    all({ say: 'something' })
    socket.send('something')
  },
  close() {
    all({ close: true })
    socket.close(4000, 'closed by the page')
  },
  end() {
    for (const worker of workers) worker.terminate?.()
  },
}
for (const button of document.querySelectorAll('[data-do]')) button.onclick = DO[button.dataset.do]
