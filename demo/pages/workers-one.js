// A worker with one socket. Told what to do by messages: {start: echo server, name}, {say: text}, {close: true}.
let socket

addEventListener('message', ({ data }) => {
  if (data.start) start(data.start, data.name)
  else if (data.say) socket.send(data.say)
  else if (data.close) socket.close(4000, 'closed by the worker')
})

function start(echo, name) {
  socket = new WebSocket(`${echo}?${name}`, ['from-worker'])
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => {
    socket.send(`from the ${name} worker`)
    socket.send(new Uint8Array([1, 2, 3]))
  }
  socket.onmessage = ({ data }) => postMessage(typeof data === 'string' ? data : `${data.byteLength} bytes`)
}
