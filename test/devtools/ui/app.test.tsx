// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeDocument, fakeTab } from '../../../demo/playground/fake-tab.ts'
import { FLAG } from '../../../src/core/row.ts'
import type { Reach } from '../../../src/devtools/state.ts'
import { waitFor } from '../../wait-for.ts'
import { type ShownPanel, showPanel } from './show-panel.ts'

// The editor needs a browser's layout (test/browser/compose.test.ts). Where it can't be loaded, the field is a plain one.
vi.mock('../../../src/devtools/ui/code-editor.ts', () => {
  throw new Error('Not here')
})

let panel: ShownPanel
let page: FakeDocument

const url = 'wss://example.org/live?token=1'
const row = (kind: string) => panel.all('row').find((one) => one.dataset.kind === kind) as HTMLElement
const isChosen = (element: Element | undefined) => element?.getAttribute('aria-selected') === 'true'
const until = (isTrue: () => unknown) => waitFor(() => expect(isTrue()).toBeTruthy())

beforeEach(async () => {
  panel = showPanel()
  panel.tab.reach('ok')
  page = panel.tab.open('page', 0, 'https://example.org/')
})
afterEach(() => panel.leave())

async function openSocket(): Promise<void> {
  page.tell(
    { kind: 'constructed', body: { url, protocols: ['chat'] } },
    { kind: 'open', body: { protocol: 'chat', extensions: 'permessage-deflate' } },
  )
  await until(() => row('open'))
}

describe('sockets', () => {
  it('say their state in words, with their name, subprotocol and traffic', async () => {
    await openSocket()
    page.tell({ kind: 'sent', body: 'hello' })
    await panel.says('socket', '/live?token=1', 'example.org', 'OPEN', 'chat', '1 · 5 B')
    expect(panel.find('socket').dataset.state).toBe('OPEN')
  })
  it('say by which code they were closed when it was not as usual', async () => {
    await openSocket()
    page.tell({ kind: 'closed', body: { code: 1006, reason: '', wasClean: false } })
    await panel.says('socket', 'CLOSED', '1006')
  })
  it('are dimmed when their document is gone', async () => {
    await openSocket()
    page.leave()
    await until(() => panel.all('socket').length === 0 || panel.find('socket').classList.contains('gone'))
  })
  it('are chosen by arrow keys', async () => {
    await openSocket()
    panel.press(panel.root.querySelector('[role=listbox]') as HTMLElement, 'ArrowDown')
    await until(() => isChosen(panel.find('socket')))
    expect(isChosen(panel.find('all-sockets'))).toBe(false)
  })
})

describe('rows', () => {
  it('tell the life of a socket in its place', async () => {
    await openSocket()
    page.tell(
      { kind: 'close', body: { code: 1000, reason: 'bye' } },
      { kind: 'sent', body: 'late', state: 2 },
      { kind: 'closed', body: { code: 1000, reason: 'bye', wasClean: true } },
    )
    await until(() => row('closed'))
    expect(row('constructed').textContent).toContain(`constructed ${url} · protocols chat`)
    expect(row('open').textContent).toContain('CONNECTING → OPEN')
    expect(row('close').textContent).toContain('close(1000, "bye") called')
    expect(row('sent').textContent).toContain('discarded: socket CLOSING')
    expect(row('closed').textContent).toContain('closed 1000 Normal closure · “bye” · clean')
  })
  it('show text of the page as text, never as markup', async () => {
    await openSocket()
    const hostile = '<img src=x onerror="alert(1)">\u202e'
    page.tell({ kind: 'received', body: hostile })
    await until(() => row('received'))
    row('received').click()
    await panel.says('text-view', '<img src=x', '\\u202e')
    expect(panel.root.querySelector('img')).toBeNull()
  })
  it('say why their socket failed as soon as that is known, however late', async () => {
    page.tell({ kind: 'constructed', body: { url, protocols: [] } })
    page.tell({ kind: 'closed', state: 3, body: { code: 1006, reason: '', wasClean: false } })
    await until(() => row('closed'))
    row('closed').click()
    await panel.says('why', 'Failed, and the browser doesn’t say why')
    await panel.says('failure', 'Failed, and the browser doesn’t say why')
    const times = { started: Date.now(), sent: null, answered: null, ended: Date.now() }
    const request = { id: '1', witness: 'webRequest', url, asker: 'document', document: null, frame: null } as const
    const answer = { requestHeaders: null, responseHeaders: null, status: null, statusText: '', redirect: null }
    const error = 'NS_ERROR_UNKNOWN_HOST'
    panel.tab.session.handshake({ ...request, ...answer, initiator: '', times, error, address: null }, 0)
    await panel.says('why', 'Unknown host')
    await panel.says('failure', 'Unknown host')
  })
  it('mark what Sockeye sent', async () => {
    await openSocket()
    page.tell({ kind: 'sent', body: 'x', flags: FLAG.synthetic })
    await until(() => row('sent')?.textContent.includes('Sockeye'))
  })
  it('are chosen by keys, and the grid says which one has the focus', async () => {
    await openSocket()
    const grid = panel.find('messages')
    panel.press(grid, 'ArrowDown')
    await until(() => isChosen(row('constructed')))
    panel.press(grid, 'ArrowDown')
    await until(() => isChosen(row('open')))
    expect(grid.getAttribute('aria-activedescendant')).toBe(row('open').id)
    await panel.says('life-details', 'permessage-deflate')
  })
  it('are shown raw by Space and in hex with Shift, and by the same key as what they mean again', async () => {
    await openSocket()
    page.tell({ kind: 'received', body: '{"a":1}' })
    await until(() => row('received'))
    const grid = panel.find('messages')
    const isShown = (view: string) => panel.find(`payload-tab-${view}`)?.getAttribute('aria-selected') === 'true'
    panel.press(grid, ' ')
    expect(panel.desk.choices.textView).toBe('auto')
    panel.press(grid, 'End')
    await until(() => isShown('json'))
    panel.press(grid, ' ')
    await until(() => isShown('text'))
    panel.press(grid, ' ', { shiftKey: true })
    await until(() => isShown('hex'))
    panel.press(grid, ' ', { shiftKey: true })
    await until(() => isShown('json'))
  })
  it('are chosen among those that are there when the oldest have left since the list was drawn', async () => {
    await openSocket()
    page.tell(...Array.from({ length: 1500 }, () => ({ kind: 'received', body: 'x' }) as const))
    await panel.says('counts', '1,502 rows')
    const { log } = panel.tab.session
    log.limit({ rows: 1000, bytes: 1e6 })
    panel.press(panel.find('messages'), 'Home')
    expect(panel.desk.choices.row).toBe(log.first)
    expect(log.first).toBe(1024)
  })
  it('stay away from a filter that they do not pass, and a button brings them back', async () => {
    await openSocket()
    panel.fill('filter', 'no such text')
    await until(() => panel.all('row').length === 0)
    await panel.says('counts', '0 of 2 rows')
    panel.fill('filter', '')
    await until(() => panel.all('row').length === 2)
  })
})

describe('the details', () => {
  it('name a close code, what it means, and who says so', async () => {
    await openSocket()
    page.tell({ kind: 'closed', body: { code: 1006, reason: '', wasClean: false } })
    await until(() => row('closed'))
    row('closed').click()
    await panel.says('life-details', '1006 Abnormal closure', 'without a close frame', 'RFC 6455')
  })
  it('show JSON as a tree that opens level by level', async () => {
    await openSocket()
    page.tell({ kind: 'received', body: '{"user":{"name":"Ada"}}' })
    await until(() => row('received'))
    row('received').click()
    await panel.says('json-view', 'user')
    const items = () => [...panel.root.querySelectorAll<HTMLElement>('[role=treeitem]')]
    expect(items()).toHaveLength(2)
    items()[1]?.click()
    await until(() => items().length === 3)
    expect(items()[2]?.textContent).toContain('"Ada"')
  })
  it('show bytes as hex', async () => {
    await openSocket()
    page.tell({ kind: 'received', body: Uint8Array.of(0x48, 0x69, 0).buffer })
    await until(() => row('received'))
    row('received').click()
    await panel.says('hex-view', '48 69 00', 'Hi.')
  })
  it('hand a message to the composer in its own format', async () => {
    await openSocket()
    page.tell({ kind: 'received', body: Uint8Array.of(0x48, 0x69, 0).buffer })
    await until(() => row('received'))
    row('received').click()
    await panel.says('message-details', 'Edit and resend')
    panel.click('edit-and-resend')
    await until(() => panel.all('draft').length === 1)
    expect((panel.find('draft') as HTMLTextAreaElement).value).toBe('48 69 00')
  })
})

describe('the composer', () => {
  beforeEach(async () => {
    await openSocket()
    panel.click('details-tab-compose')
    await until(() => panel.all('draft').length === 1)
  })
  const draft = () => (panel.find('draft') as HTMLTextAreaElement).value

  it('sends on the page’s socket and keeps the text', async () => {
    panel.fill('draft', 'héllo')
    panel.press(panel.find('draft'), 'Enter', { ctrlKey: true })
    await panel.says('outcome', 'Sent 6 B')
    await until(() => row('sent')?.textContent.includes('héllo'))
    expect(draft()).toBe('héllo')
  })
  it('says where JSON goes wrong as one types, and does not send it', async () => {
    panel.find('format-json').querySelector('input')?.click()
    panel.fill('draft', '{"a": 1,}')
    await panel.says('draft-check', 'Column 8')
    panel.click('send')
    await panel.says('outcome', 'Not sent')
    expect(draft()).toBe('{"a": 1,}')
    expect(row('sent')).toBeUndefined()
  })
  it('says why a closed socket takes nothing, and what to do', async () => {
    page.tell({ kind: 'closed', body: { code: 1000, reason: '', wasClean: true } })
    await until(() => row('closed'))
    panel.find('socket').click()
    panel.fill('draft', 'late')
    await until(() => panel.find('target').textContent.includes('CLOSED'))
    panel.click('send')
    await panel.says('outcome', 'The socket is CLOSED', 'Connect again or choose another socket')
    expect(draft()).toBe('late')
  })
  it('is there again after docking elsewhere, as it was', async () => {
    panel.fill('draft', 'half a mess')
    panel.fill('filter', 'open')
    panel.dock()
    await until(() => panel.all('draft').length === 1)
    expect(draft()).toBe('half a mess')
    expect((panel.find('filter') as HTMLInputElement).value).toBe('open')
  })
})

describe('closing', () => {
  it('refuses a code beside its field until it is right', async () => {
    await openSocket()
    panel.find('socket').click()
    panel.click('details-tab-socket')
    await until(() => panel.all('close-code').length === 1)
    panel.fill('close-code', '1001')
    await panel.says('close-code-problem', '1000', '3000 to 4999')
    panel.click('close-socket')
    panel.fill('close-code', '4000')
    panel.fill('close-reason', 'done')
    panel.click('close-socket')
    await until(() => row('closed'))
    expect(row('closed').textContent).toContain('4000 Application code · “done”')
    expect(panel.all('row').filter((one) => one.dataset.kind === 'close')).toHaveLength(1)
  })
})

describe('a test connection', () => {
  beforeEach(async () => {
    panel.click('new-connection')
    await until(() => panel.all('connect-url').length === 1)
  })
  it('is refused beside the field, and what was typed stays', async () => {
    panel.fill('connect-url', 'gopher://example.org')
    panel.fill('connect-protocols', 'a b')
    panel.click('connect')
    await panel.says('connect-url-problem', 'ws://')
    await panel.says('connect-protocols-problem', '“a b”')
    expect((panel.find('connect-url') as HTMLInputElement).value).toBe('gopher://example.org')
    expect(panel.tab.session.sockets).toHaveLength(0)
  })
  it('is selected once it is made', async () => {
    panel.fill('connect-protocols', 'chat')
    panel.click('connect')
    await until(() => isChosen(panel.all('socket')[0]))
    await panel.says('socket', 'OPEN', '/echo', 'chat')
  })
  it('shows what the constructor throws beside the field', async () => {
    panel.tab.session.connect = () => {
      throw new DOMException('Insecure')
    }
    panel.click('connect')
    await panel.says('connect-url-problem', 'Insecure')
  })
})

describe('an empty panel', () => {
  const reasons: readonly (readonly [Reach, string])[] = [
    ['ok', 'No WebSocket yet'],
    ['reload', 'loaded before Sockeye'],
    ['restricted', 'may not run on this page'],
    ['revoked', 'Permissions'],
    ['file', 'Allow access to file URLs'],
  ]
  it.each(reasons)('says why, when reach is %s', async (reach, words) => {
    panel.tab.reach(reach)
    await panel.says('empty', words)
  })
  it('offers to reload', async () => {
    await panel.says('empty', 'Reload page')
    panel.click('reload')
    expect(panel.reload).toHaveBeenCalledOnce()
  })
  it('names documents whose sockets cannot be seen', async () => {
    panel.tab.open('bad', 5, 'https://poisoned.example/', { tampered: true })
    await panel.says('notice', 'https://poisoned.example/', 'not seen')
  })
})

describe('the toolbar', () => {
  it('says when recording rests, and that messages were missed', async () => {
    await openSocket()
    panel.click('record')
    await panel.says('counts', 'Paused')
    page.tell({ kind: 'received', body: 'unheard' })
    await panel.says('socket', '7 B')
    panel.click('record')
    await until(() => row('lost')?.textContent.includes('1 message lost: recording was paused'))
  })
  it('says when the background is gone for a moment', async () => {
    panel.tab.disconnect()
    await panel.says('counts', 'Reconnecting…')
  })
  it('gives the filter the focus for a slash, except where one types', async () => {
    panel.press(panel.find('clear'), '/')
    expect(document.activeElement).toBe(panel.find('filter'))
    panel.click('new-connection')
    await until(() => panel.all('connect-url').length === 1)
    panel.find('connect-url').focus()
    panel.press(panel.find('connect-url'), '/')
    expect(document.activeElement).toBe(panel.find('connect-url'))
  })
})

it('draws at most once a frame, however much happens, and never after it was taken away', async () => {
  const tab = fakeTab()
  const frame = vi.spyOn(window, 'requestAnimationFrame')
  const other = showPanel(tab)
  frame.mockClear()
  for (let index = 0; index < 50; index++) tab.session.setPreserve(index % 2 === 0)
  expect(frame.mock.calls.length).toBeLessThanOrEqual(1)
  other.leave()
  frame.mockClear()
  tab.session.setPreserve(true)
  expect(frame).not.toHaveBeenCalled()
  expect(other.root.childElementCount).toBe(0)
  frame.mockRestore()
})
