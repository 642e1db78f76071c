import * as signalR from '@microsoft/signalr'
import { createClient } from 'graphql-ws'
import mqtt from 'mqtt'
import { Socket as PhoenixSocket } from 'phoenix'
import ReconnectingWebSocket from 'reconnecting-websocket'
import { io } from 'socket.io-client'
import SockJS from 'sockjs-client'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/** In the page: what client libraries do with their sockets, told line by line. Each begins, talks, and ends by itself. */

type Tell = (line: string) => void
type Scenario = (port: number, tell: Tell) => Promise<void>

/** Resolves when it is called. */
function signal(): { readonly done: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const done = new Promise<void>((fulfill) => {
    resolve = fulfill
  })
  return { done, resolve }
}

const scenarios: Record<string, Scenario> = {
  async 'reconnecting-websocket'(port, tell) {
    const { done, resolve } = signal()
    const socket = new ReconnectingWebSocket(`ws://127.0.0.1:${port}/flaky`, ['chat'], {
      minReconnectionDelay: 1,
      maxReconnectionDelay: 2,
      connectionTimeout: 5000,
    })
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () => {
      tell(`open ${socket.readyState} ${socket.protocol} ${socket.retryCount} ${socket.bufferedAmount}`)
      socket.send('hello')
      socket.send(new Uint8Array([1, 2, 3]))
    })
    let answers = 0
    socket.addEventListener('message', ({ data }) => {
      tell(`message ${typeof data === 'string' ? data : `${data.constructor.name} ${new Uint8Array(data)}`}`)
      if (++answers === 2) socket.close(4000, 'enough')
    })
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      tell(`close ${code} ${reason} ${wasClean} ${socket.readyState}`)
      if (code === 4000) resolve()
    })
    socket.addEventListener('error', ({ message }) => tell(`error ${message}`))
    await done
  },

  async 'socket.io-client'(port, tell) {
    for (const transports of [['websocket'], ['polling', 'websocket']]) {
      const { done, resolve } = signal()
      const socket = io(`http://127.0.0.1:${port}`, { transports, reconnectionDelay: 1, forceNew: true })
      let connects = 0
      socket.on('connect', async () => {
        tell(`connect ${++connects} ${socket.recovered}`)
        if (connects === 1) {
          tell(`ack ${JSON.stringify(await socket.emitWithAck('echo', { text: 'Grüße 🦈' }))}`)
          const bytes: ArrayBuffer = await socket.emitWithAck('echo', new Uint8Array([1, 2, 3]))
          tell(`bytes ${bytes.constructor.name} ${new Uint8Array(bytes)}`)
          if (socket.io.engine.transport.name !== 'websocket') {
            await new Promise<void>((upgraded) => socket.io.engine.once('upgrade', () => upgraded()))
          }
          tell(`over ${socket.io.engine.transport.name}`)
          socket.emit('drop me')
        } else socket.disconnect()
      })
      socket.on('disconnect', (reason) => {
        tell(`disconnect ${reason}`)
        if (reason === 'io client disconnect') resolve()
      })
      socket.on('connect_error', ({ message }) => tell(`connect error ${message}`))
      await done
    }
  },

  async mqtt(port, tell) {
    const client = await mqtt.connectAsync(`ws://127.0.0.1:${port}/mqtt`, { clientId: 'one', reconnectPeriod: 0 })
    tell(`connected ${client.connected}`)
    const { done, resolve } = signal()
    let left = 3
    client.on('message', (topic, payload, { qos }) => {
      tell(`${topic} ${payload} ${qos}`)
      if (--left === 0) resolve()
    })
    await client.subscribeAsync('sensors/#', { qos: 2 })
    for (const qos of [0, 1, 2] as const) await client.publishAsync(`sensors/${qos}`, `value ${qos}`, { qos })
    await done
    await client.endAsync()
    tell(`connected ${client.connected}`)
  },

  async 'graphql-ws'(port, tell) {
    const client = createClient({
      url: `ws://127.0.0.1:${port}/graphql`,
      lazy: true,
      on: {
        connected: (socket) => tell(`connected ${(socket as WebSocket).protocol} ${socket instanceof WebSocket}`),
        closed: (event) => tell(`closed ${(event as CloseEvent).code} ${(event as CloseEvent).reason}`),
      },
    })
    for await (const { data } of client.iterate({ query: 'subscription { count }' })) tell(JSON.stringify(data))
    await client.dispose()
  },

  async phoenix(port, tell) {
    const { done, resolve } = signal()
    const socket = new PhoenixSocket(`ws://127.0.0.1:${port}/socket`, { params: { token: 'x' } })
    socket.onOpen(() => tell('open'))
    socket.onClose((event: CloseEvent) => {
      tell(`close ${event.code} ${event.wasClean}`)
      resolve()
    })
    socket.connect()
    const channel = socket.channel('room:lobby', {})
    await new Promise<void>((joined) =>
      channel.join().receive('ok', (response) => {
        tell(`joined ${JSON.stringify(response)}`)
        joined()
      }),
    )
    await new Promise<void>((answered) =>
      channel.push('echo', { text: 'x' }).receive('ok', (response) => {
        tell(`reply ${JSON.stringify(response)}`)
        answered()
      }),
    )
    socket.disconnect(undefined, 1000, 'bye')
    await done
  },

  async signalr(port, tell) {
    const connection = new signalR.HubConnectionBuilder()
      .withUrl(`ws://127.0.0.1:${port}/hub`.replace('ws:', 'http:'), {
        skipNegotiation: true,
        transport: signalR.HttpTransportType.WebSockets,
      })
      .configureLogging(signalR.LogLevel.None)
      .build()
    connection.onclose((error) => tell(`closed ${error?.message}`))
    await connection.start()
    tell(`${connection.state}`)
    tell(`${await connection.invoke('Echo', 'Grüße')}`)
    await connection.stop()
  },

  async 'sockjs-client'(port, tell) {
    const { done, resolve } = signal()
    const socket = new SockJS(`http://127.0.0.1:${port}/sockjs`, null, { transports: 'websocket' })
    socket.onopen = () => {
      tell(`open ${socket.readyState} ${(socket as unknown as { transport: string }).transport}`)
      socket.send('one')
    }
    socket.onmessage = ({ data }) => {
      tell(`message ${data}`)
      socket.close(3001, 'done')
    }
    socket.onclose = ({ code, reason, wasClean }) => {
      tell(`close ${code} ${reason} ${wasClean}`)
      resolve()
    }
    await done
  },

  async 'y-websocket'(port, tell) {
    const docs = [new Y.Doc(), new Y.Doc()] as const
    const [one, other] = docs.map(
      (doc) => new WebsocketProvider(`ws://127.0.0.1:${port}/yjs`, 'room', doc, { disableBc: true }),
    ) as [WebsocketProvider, WebsocketProvider]
    const connected = (provider: WebsocketProvider) =>
      new Promise<void>((resolve) => {
        if (provider.wsconnected) resolve()
        provider.on('status', ({ status }) => status === 'connected' && resolve())
      })
    await Promise.all([connected(one), connected(other)])
    const { done, resolve } = signal()
    docs[1].on('update', () => docs[1].getText('text').toString() === 'shared words' && resolve())
    docs[0].getText('text').insert(0, 'shared words')
    await done
    tell(docs[1].getText('text').toString())
    for (const provider of [one, other]) provider.destroy()
  },
}

Object.assign(globalThis, {
  async runLibrary(name: string, port: number): Promise<string[]> {
    const lines: string[] = []
    addEventListener('error', ({ message }) => lines.push(`uncaught ${message}`))
    addEventListener('unhandledrejection', ({ reason }) => lines.push(`unhandled ${reason}`))
    await (scenarios[name] as Scenario)(port, (line) => lines.push(line))
    return lines
  },
  libraries: Object.keys(scenarios),
})
