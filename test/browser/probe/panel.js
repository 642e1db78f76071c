// A panel is ready when it has been handed its session, and drivers wait for that.
globalThis.handover = null
const { devtools, runtime } = globalThis.browser ?? chrome
const element = (id) => document.getElementById(id)

const log = (event, what) => {
  const item = document.createElement('li')
  item.textContent = `${event.isTrusted ? 'trusted' : 'synthetic'} ${event.type} ${what}`
  element('log').append(item)
}
element('button').addEventListener('click', (event) => log(event, element('text').value))
element('button').addEventListener('mouseenter', (event) => log(event, 'button'))
element('file').addEventListener('change', (event) => log(event, event.target.files[0].name))
addEventListener('keydown', (event) => log(event, `${event.ctrlKey ? 'Control+' : ''}${event.key}`))

const showTheme = (name) => {
  element('theme').value = name
}
showTheme(devtools.panels.themeName)
// Chromium has a handler where Firefox has an event.
if (devtools.panels.onThemeChanged) devtools.panels.onThemeChanged.addListener(showTheme)
else devtools.panels.setThemeChangeHandler(showTheme)

let port
const connect = () => {
  port = runtime.connect()
  port.onMessage.addListener((born) => {
    element('background').value = born
  })
  port.onDisconnect.addListener(connect)
}
connect()

/** Makes the background throw an error with this text. */
globalThis.throwInBackground = (text) => port.postMessage(text)
