import { describe, expect, it } from 'vitest'
import { findBrowser, type Machine } from '../../scripts/browsers/find.ts'

const machine = (programs: readonly string[], changes: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  environment: { PATH: '/usr/bin:/opt/bin', HOME: '/home/ada' },
  usable: (path) => programs.includes(path),
  ...changes,
})

describe('findBrowser', () => {
  it('takes what the variable names before anything else', () => {
    const environment = { PATH: '/usr/bin', CHROME_PATH: '/mine/chrome' }
    const found = findBrowser('chromium', machine(['/usr/bin/chromium', '/mine/chrome'], { environment }))
    expect(found).toEqual({ ok: true, path: '/mine/chrome' })
  })

  it('refuses a variable that names nothing, though a browser is there', () => {
    const environment = { PATH: '/usr/bin', FIREFOX_PATH: '/mine/firefox' }
    const found = findBrowser('firefox', machine(['/usr/bin/firefox'], { environment }))
    expect(found).toMatchObject({ ok: false, variable: 'FIREFOX_PATH' })
    expect(found).toHaveProperty('message', expect.stringMatching(/FIREFOX_PATH is set to \/mine\/firefox/))
  })

  it('takes an empty variable for none', () => {
    const environment = { PATH: '/usr/bin', CHROME_PATH: '' }
    expect(findBrowser('chromium', machine(['/usr/bin/chromium'], { environment })).ok).toBe(true)
  })

  it('looks along PATH, and for Chromium by each of its names', () => {
    expect(findBrowser('chromium', machine(['/opt/bin/google-chrome']))).toEqual({
      ok: true,
      path: '/opt/bin/google-chrome',
    })
  })

  it('looks into the folders of applications on macOS, also into one’s own', () => {
    const path = '/home/ada/Applications/Firefox.app/Contents/MacOS/firefox'
    expect(findBrowser('firefox', machine([path], { platform: 'darwin' }))).toEqual({ ok: true, path })
  })

  it('looks into Program Files on Windows', () => {
    const path = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
    const environment = { PROGRAMFILES: 'C:\\Program Files' }
    expect(findBrowser('chromium', machine([path], { platform: 'win32', environment }))).toEqual({ ok: true, path })
  })

  it('says in one sentence what to install or set', () => {
    const message = 'Firefox was not found: install it, or set FIREFOX_PATH to the path of its program.'
    expect(findBrowser('firefox', machine([]))).toEqual({ ok: false, variable: null, message })
  })
})
