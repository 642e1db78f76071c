const ws = new WebSocket(new URLSearchParams(location.search).get('echo') ?? 'ws://localhost:9998/echo')
ws.onopen = () => ws.send('from the worker')
ws.onmessage = ({ data }) => postMessage(data)
