// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../wait-for.ts'
import { type ShownPanel, showPanel } from './show-panel.ts'

let panel: ShownPanel

const until = (isTrue: () => unknown) => waitFor(() => expect(isTrue()).toBeTruthy())
const field = () => panel.find('filter') as HTMLInputElement
const rows = () => panel.all('row').map((row) => row.querySelector('.payload, .life')?.textContent)
const options = () => [...panel.root.querySelectorAll('.suggestion-text')].map((one) => one.textContent)

beforeEach(async () => {
  panel = showPanel()
  panel.tab.reach('ok')
  const page = panel.tab.open('page', 0, 'https://example.org/')
  page.tell(
    { kind: 'received', body: '{"type":"tick","id":1}' },
    { kind: 'sent', body: '{"type":"order","id":2}' },
    { kind: 'received', body: '{"type":"order","id":3}' },
  )
  await until(() => panel.all('row').length === 3)
})
afterEach(() => panel.leave())

describe('the field', () => {
  it('offers keys, then values, by keyboard, and says so to those who can’t see it', async () => {
    field().focus()
    panel.fill('filter', 'di')
    await until(() => options().includes('dir:'))
    expect(field().getAttribute('aria-expanded')).toBe('true')
    panel.press(field(), 'Tab')
    await until(() => options().includes('dir:received'))
    panel.press(field(), 'ArrowDown')
    panel.press(field(), 'ArrowDown')
    await until(() => field().getAttribute('aria-activedescendant') === 'filter-suggestions-1')
    panel.press(field(), 'Enter')
    await until(() => field().getAttribute('aria-expanded') === 'false')
    expect(field().value).toBe('dir:received ')
    await until(() => panel.all('row').length === 2)
  })
  it('closes the offers by Escape, and is emptied by the next one', async () => {
    field().focus()
    panel.fill('filter', 's')
    await until(() => options().length > 0)
    panel.press(field(), 'Escape')
    await until(() => options().length === 0)
    expect(field().value).toBe('s')
    panel.press(field(), 'Escape')
    await until(() => field().value === '')
  })
  it('marks what is wrong, and keeps the rows of the last filter', async () => {
    panel.fill('filter', 'order')
    await until(() => panel.all('row').length === 2)
    panel.fill('filter', 'order type:txt x')
    await panel.says('filter-problem', 'text or binary')
    expect(panel.root.querySelector('.filter-problem mark')?.textContent).toBe('txt')
    expect(field().getAttribute('aria-invalid')).toBe('true')
    expect(panel.root.querySelector(`#${field().getAttribute('aria-describedby')}`)).not.toBeNull()
    expect(panel.all('row')).toHaveLength(2)
  })
})

describe('the form', () => {
  beforeEach(async () => {
    panel.click('filter-menu')
    await until(() => panel.find('filter-popup'))
  })
  const check = (testId: string) => {
    const input = panel.find(testId).querySelector('input') ?? (panel.find(testId) as HTMLInputElement)
    input.click()
  }
  it('writes what is chosen into the text, and reads it from there', async () => {
    await until(() => panel.find('form-dir-sent'))
    check('form-dir-sent')
    check('form-is-json')
    await until(() => field().value === 'dir:sent is:json')
    panel.fill('filter', 'dir:received is:json')
    await until(() => panel.find('form-dir-received').querySelector('input')?.checked)
    check('form-is-json')
    await until(() => field().value === 'dir:received')
  })
  it('saves a filter by name, switches, renames and removes it', async () => {
    panel.fill('filter', 'order')
    await until(() => !(panel.find('save-filter') as HTMLButtonElement).disabled)
    panel.click('save-filter')
    await until(() => panel.find('saved-name'))
    panel.fill('saved-name', 'Orders')
    panel
      .find('saved-name')
      .closest('form')
      ?.dispatchEvent(new Event('submit', { cancelable: true }))
    await panel.says('saved-filter', 'Orders', 'order')
    await until(() => field().value === '' && panel.all('row').length === 2)
    await panel.says('filter-menu', '1')
    check('saved-filter')
    await until(() => panel.all('row').length === 3)
    panel.root.querySelector<HTMLElement>('[aria-label="Rename Orders"]')?.click()
    await until(() => panel.find('saved-name'))
    panel.fill('saved-name', 'All orders')
    panel
      .find('saved-name')
      .closest('form')
      ?.dispatchEvent(new Event('submit', { cancelable: true }))
    await panel.says('saved-filter', 'All orders')
    panel.root.querySelector<HTMLElement>('[aria-label="Remove All orders"]')?.click()
    await until(() => panel.all('saved-filter').length === 0)
  })
})

it('hides messages like one, and shows them alone, as text that can be edited', async () => {
  const menuOf = async (index: number): Promise<void> => {
    const row = panel.all('row')[index]
    row?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))
    await until(() => panel.find('menu'))
  }
  const item = (index: number) => panel.find('menu').querySelectorAll<HTMLElement>('[role=menuitem]')[index]?.click()
  await menuOf(0)
  item(0)
  await until(() => panel.all('row').length === 2)
  expect(field().value).toBe('-(socket:#1 dir:received json:$.type="tick")')
  expect(panel.all('menu')).toHaveLength(0)
  await menuOf(0)
  item(1)
  await until(() => panel.all('row').length === 1)
  expect(rows()).toEqual(['{"type":"order","id":2}'])
})

it('finds, marks and steps, and hides nothing', async () => {
  panel.press(panel.root, 'f', { ctrlKey: true })
  await until(() => panel.find('find'))
  panel.fill('find', 'ORDER')
  await until(() => panel.root.querySelectorAll('.payload mark').length === 2)
  await panel.says('find-status', '2 of 2')
  panel.press(panel.find('find'), 'Enter')
  await panel.says('find-status', '1 of 2')
  panel.press(panel.find('find'), 'Enter', { shiftKey: true })
  await panel.says('find-status', '2 of 2')
  expect(panel.all('row')).toHaveLength(3)
  panel.press(panel.find('find'), 'Escape')
  await until(() => panel.all('find').length === 0 && !panel.root.querySelector('mark'))
})
