// A worker that only has another one within.
const inner = new Worker('workers-one.js')
inner.onmessage = ({ data }) => postMessage(data)
addEventListener('message', ({ data }) => inner.postMessage(data))
