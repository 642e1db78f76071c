const { panels } = (globalThis.browser ?? chrome).devtools
panels.create('WebSocket', '', 'panel.html')
