// `?echo=ws://…/echo` names another echo server.
const echo = new URLSearchParams(location.search).get('echo') ?? 'ws://localhost:9998/echo'
const at = (path) => new URL(path, echo).href
const log = document.getElementById('log')

function say(text) {
  const item = document.createElement('li')
  item.textContent = text
  log.append(item)
  while (log.children.length > 12) log.firstChild.remove()
}

function open(name, url, protocols) {
  const ws = new WebSocket(url, protocols)
  ws.onopen = () => say(`${name}: open${ws.protocol && ` with ${ws.protocol}`}`)
  ws.onerror = () => say(`${name}: error`)
  ws.onclose = ({ code, reason }) => say(`${name}: closed ${code} ${reason}`)
  return ws
}

const chat = open('chat', echo, ['chat.v2', 'chat.v1'])
chat.addEventListener('open', () => {
  chat.send(JSON.stringify({ type: 'hello', user: { id: 42, name: 'Ada', tags: ['admin', 'early bird'] }, ok: true }))
  chat.send('Grüße, 你好, 👋')
})
const bytes = open('binary', at('/binary'))
bytes.binaryType = 'arraybuffer'

let ticker = null
let sent = 0
const actions = {
  json() {
    const order = { id: ++sent, items: [{ sku: 'A-1', count: 2, price: 9.5 }], at: new Date().toISOString() }
    chat.send(JSON.stringify({ type: 'order', order, note: null }))
  },
  buffer: () => chat.send(Uint8Array.from({ length: 48 }, (_, index) => (index * 7) % 256).buffer),
  blob: () => chat.send(new Blob(['A Blob with some text and \u0000 a zero'])),
  burst: () => open('burst', at('/burst?count=1000&size=200')),
  ticker() {
    if (ticker && ticker.readyState < WebSocket.CLOSING) ticker.close(1000, 'enough')
    else ticker = open('ticker', at('/ticker?every=500'))
  },
  close: () => chat.close(4000, 'done'),
  // A port that is reserved and given to nobody; low ones would be blocked by the browser itself.
  refused: () => open('refused', 'ws://localhost:49151/'),
  forbidden: () => open('forbidden', at('/refuse?status=403')),
  dropped: () => open('dropped', at('/drop')),
  custom: () => open('custom', at('/close?code=4001&reason=session%20expired')),
  invalid: () => open('invalid', 'ws://[no address]/'),
  early: () => open('early', echo).send('too early'),
  worker() {
    const worker = new Worker(`worker.js?echo=${encodeURIComponent(echo)}`)
    worker.onmessage = ({ data }) => say(`worker: ${data}`)
  },
}

for (const button of document.querySelectorAll('[data-do]')) {
  button.addEventListener('click', () => {
    try {
      actions[button.dataset.do]()
    } catch (error) {
      say(`${error.name}: ${error.message}`)
    }
  })
}

document.getElementById('server').textContent = echo
document.getElementById('frame').src = `frame.html?echo=${encodeURIComponent(echo)}`
document.getElementById('srcdoc').srcdoc =
  `<link rel="stylesheet" href="style.css"><p>srcdoc: <span id="state">connecting</span></p>
<script>
  const ws = new WebSocket(${JSON.stringify(echo)})
  ws.onopen = () => ws.send('from the srcdoc frame')
  ws.onmessage = ({ data }) => { document.getElementById('state').textContent = data }
</${'script'}>`
