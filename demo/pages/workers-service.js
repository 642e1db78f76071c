// A service worker with one socket. A page that loads again gets a new one.
let socket

addEventListener('install', () => skipWaiting())
addEventListener('message', ({ data, source }) => {
  if (data.say) socket.send(data.say)
  else if (data.close) socket.close(4000, 'closed by the service worker')
  if (!data.start) return
  socket?.close()
  socket = new WebSocket(`${data.start}?${data.name}`)
  socket.onopen = () => socket.send(`from the ${data.name} worker`)
  socket.onmessage = ({ data }) => source.postMessage(data)
})
