// `?echo=ws://…/echo` names another echo server, for the pages that are linked here too.
const echo = new URLSearchParams(location.search).get('echo')
if (echo) {
  document.getElementById('address').textContent = echo
  for (const link of document.querySelectorAll('a')) link.search = location.search
}
