const echo = new URL(new URLSearchParams(location.search).get('echo') ?? 'ws://localhost:9998/echo')

/** What is tried: address, and subprotocols if any. */
const attempts = [
  { what: 'The server answers 403', url: new URL('/refuse?status=403', echo) },
  { what: 'There is nothing at that path', url: new URL('/nothing', echo) },
  { what: 'The server redirects', url: new URL('/redirect', echo) },
  { what: 'The server hangs up', url: new URL('/hang-up', echo) },
  { what: 'The server’s answer is wrong', url: new URL('/wrong-accept', echo) },
  { what: 'The server chooses a subprotocol that nobody asked for', url: new URL('/unasked', echo) },
  { what: 'Nobody listens', url: 'ws://localhost:9/' },
  { what: 'Nobody listens, on a port that browsers allow', url: 'ws://localhost:59998/' },
  { what: 'Nobody has that name', url: 'ws://nobody.invalid/' },
  { what: 'The server doesn’t speak TLS', url: echo.href.replace('ws:', 'wss:') },
  { what: 'The page’s policy forbids it', url: 'ws://forbidden.invalid/' },
  { what: 'The connection breaks later', url: new URL('/drop', echo) },
]

function open(url, onRefused) {
  try {
    return new WebSocket(url)
  } catch (error) {
    onRefused(error.message)
    return null
  }
}

function attempt({ what, url }) {
  const line = document.createElement('li')
  line.textContent = `${what}: …`
  document.querySelector('#log').append(line)
  return new Promise((resolve) => {
    const socket = open(url, (message) => {
      // Firefox lets a policy throw at once.
      line.textContent = `${what}: ${message}`
      resolve()
    })
    if (!socket) return
    // Chrome leaves it at that where a policy forbids it.
    socket.onerror = () => {
      line.textContent = `${what}: an error`
      setTimeout(resolve, 200)
    }
    socket.onclose = ({ code }) => {
      line.textContent = `${what}: ${code}`
      resolve()
    }
  })
}

async function attemptAll() {
  document.querySelector('#log').replaceChildren()
  for (const one of attempts) await attempt(one)
}

document.querySelector('#again').addEventListener('click', attemptAll)
attemptAll()
