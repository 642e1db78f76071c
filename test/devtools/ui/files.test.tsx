// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeDocument } from '../../../demo/playground/fake-tab.ts'
import { waitFor } from '../../wait-for.ts'
import { type ShownPanel, showPanel } from './show-panel.ts'

let panel: ShownPanel
let page: FakeDocument

const until = (isTrue: () => unknown) => waitFor(() => expect(isTrue()).toBeTruthy())
const rowOf = (kind: string) => panel.all('row').find((one) => one.dataset.kind === kind) as HTMLElement
const item = (testId: string) => panel.find(`copy-as-${testId}`)

beforeEach(async () => {
  panel = showPanel()
  panel.tab.reach('ok')
  page = panel.tab.open('page', 0, 'https://example.org/')
  page.tell(
    { kind: 'constructed', body: { url: 'wss://example.org/live?token=1', protocols: [] } },
    { kind: 'sent', body: 'hello' },
    { kind: 'received', body: Uint8Array.of(1, 2).buffer },
  )
  await until(() => rowOf('received'))
})
afterEach(() => panel.leave())

/** Puts a file into the import field, as choosing it does. */
function choose(name: string, text: string): void {
  const field = panel.find('import-file') as HTMLInputElement
  Object.defineProperty(field, 'files', { value: [new File([text], name)], configurable: true })
  field.dispatchEvent(new Event('change', { bubbles: true }))
}

const FILE = `{"type":"sockeye","version":1}
{"type":"socket","number":0,"origin":"page","page":"https://other.example/","inFrame":false,"url":"wss://other.example/feed","protocols":[],"protocol":"","extensions":"","state":1,"constructed":1,"opened":2,"ended":null,"closed":null,"sent":{"messages":0,"bytes":0},"received":{"messages":1,"bytes":2},"handshake":null}
{"type":"received","time":3,"socket":0,"state":1,"text":"hi"}
`

describe('the menu of a row', () => {
  const open = async (kind: string): Promise<void> => {
    rowOf(kind).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))
    await until(() => panel.all('menu').length === 1)
  }
  const active = () => document.activeElement as HTMLElement

  it('selects the row, and copies it as a command', async () => {
    await open('sent')
    expect(rowOf('sent').getAttribute('aria-selected')).toBe('true')
    const texts: string[] = []
    document.execCommand = () => {
      const event = new Event('copy') as Event & { clipboardData: unknown }
      event.clipboardData = { setData: (_type: string, text: string) => texts.push(text) }
      return document.dispatchEvent(event)
    }
    item('wscat').click()
    expect(texts).toEqual(["wscat --connect 'wss://example.org/live?token=1' --execute=hello --wait=-1"])
    await panel.says('file-note', 'Copied as wscat command.')
    expect(panel.all('menu')).toHaveLength(0)
  })
  it('says what can’t be copied so, and does nothing then', async () => {
    await open('received')
    expect(item('wscat').textContent).toContain('text messages only')
    expect(item('wscat').getAttribute('aria-disabled')).toBe('true')
    expect(item('websocat').getAttribute('aria-disabled')).toBe('false')
    item('wscat').click()
    expect(panel.all('menu')).toHaveLength(1)
  })
  it('is gone through by keys, and gives the focus back', async () => {
    const grid = panel.find('messages')
    grid.focus()
    await open('sent')
    expect(active()).toBe(panel.find('hide-like'))
    panel.press(active(), 'ArrowDown')
    expect(active()).toBe(panel.find('only-like'))
    panel.press(active(), 'End')
    expect(active()).toBe(item('javascript'))
    panel.press(active(), 'ArrowDown')
    expect(active()).toBe(panel.find('hide-like'))
    panel.press(active(), 'w')
    expect(active()).toBe(item('wscat'))
    panel.press(active(), 'Escape')
    await until(() => panel.all('menu').length === 0)
    expect(active()).toBe(grid)
  })
})

describe('an imported file', () => {
  it('is a group of its own, and can be removed', async () => {
    choose('other.ndjson', FILE)
    await until(() => panel.all('socket').length === 2)
    await panel.says('file-note', 'other.ndjson is open, read-only.')
    expect(panel.root.textContent).toContain('Fileother.ndjson')
    panel.all('socket')[1]?.click()
    await until(() => panel.all('row').length === 1)
    panel.click('details-tab-socket')
    await panel.says('socket-details', 'the file other.ndjson, read-only', 'https://other.example/')
    expect(panel.all('close-form')).toHaveLength(0)
    panel.click('remove-file')
    await until(() => panel.all('socket').length === 1)
  })
  it('that is broken changes nothing and says why', async () => {
    choose('other.ndjson', FILE.replace('"text":"hi"', '"text":1'))
    await panel.says('file-note', 'other.ndjson was not opened. Line 3: text has to be a string, but is 1.')
    expect(panel.all('socket')).toHaveLength(1)
  })
  it('may be dropped', async () => {
    const drop = new Event('drop', { bubbles: true, cancelable: true }) as Event & { dataTransfer: unknown }
    drop.dataTransfer = { types: ['Files'], files: [new File([FILE], 'dropped.ndjson')] }
    panel.find('messages').dispatchEvent(drop)
    expect(drop.defaultPrevented).toBe(true)
    await until(() => panel.all('socket').length === 2)
  })
})

describe('the form for exporting', () => {
  it('writes the chosen rows in the chosen format, without secrets unless asked', async () => {
    const made: Blob[] = []
    URL.createObjectURL = (blob) => {
      made.push(blob as Blob)
      return 'blob:test'
    }
    panel.click('export')
    await panel.says('export-form', 'All rows (3)', 'Shown (3)', 'Selected (0)')
    panel.find('export-rows-shown').querySelector('input')?.click()
    panel.find('export-format-ndjson').querySelector('input')?.click()
    panel.fill('filter', 'hello')
    await panel.says('export-form', 'Shown (1)')
    panel.find('export-form').dispatchEvent(new Event('submit', { cancelable: true }))
    await until(() => made.length === 1)
    const text = await made[0]?.text()
    for (const part of ['"rows":1', 'token=REDACTED', '"text":"hello"']) expect(text).toContain(part)
    panel.find('export-secrets').click()
    await panel.says('export-note', 'are written as they are')
    panel.find('export-form').dispatchEvent(new Event('submit', { cancelable: true }))
    await until(() => made.length === 2)
    expect(await made[1]?.text()).toContain('token=1')
    await panel.says('file-note', '.ndjson: 1 row')
  })
})
