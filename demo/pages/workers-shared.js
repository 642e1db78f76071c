// A shared worker with one socket for each page that connects.
addEventListener('connect', ({ ports: [port] }) => {
  let socket
  port.onmessage = ({ data }) => {
    if (data.say) socket.send(data.say)
    else if (data.close) socket.close(4000, 'closed by the shared worker')
    if (!data.start) return
    socket = new WebSocket(`${data.start}?${data.name}`)
    socket.onopen = () => socket.send(`from the ${data.name} worker`)
    socket.onmessage = ({ data }) => port.postMessage(data)
  }
})
