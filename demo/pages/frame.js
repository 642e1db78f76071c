const ws = new WebSocket(new URLSearchParams(location.search).get('echo') ?? 'ws://localhost:9998/echo')
const state = document.getElementById('state')
ws.onopen = () => ws.send(JSON.stringify({ type: 'hello', from: 'frame' }))
ws.onmessage = ({ data }) => {
  state.textContent = data
}
ws.onclose = ({ code }) => {
  state.textContent = `closed ${code}`
}
