import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoServer } from '../../demo/demo-server.ts'
import type { RunningServer } from '../../demo/echo-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startDemoServer({ port: 0 })
})
afterAll(() => server.close())

const get = async (path: string) => {
  const response = await fetch(server.url + path)
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

describe('the demo server', () => {
  it('serves the pages with their types', async () => {
    expect(await get('/')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' })
    expect(await get('/story.js')).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8' })
  })
  it('serves nothing from outside its folder', async () => {
    for (const path of ['/..%2f..%2fpackage.json', '/%2e%2e/demo-server.ts', '/nothing.html', '/%00.html', '//']) {
      expect((await get(path)).status).toBe(404)
    }
  })
  it('says by what to change a port that is taken', async () => {
    await expect(startDemoServer({ port: server.port })).rejects.toThrow(/--demo-port or DEMO_PORT/)
  })
})
