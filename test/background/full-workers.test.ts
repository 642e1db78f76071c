import { expect, it } from 'vitest'
import { type ContentScript, type ContentScripts, FullWorkers } from '../../src/background/full-workers.ts'

/** As the browser keeps them: an id that is there, or isn't, is refused. */
function setUp(registered: readonly ContentScript[] = []) {
  const scripts = new Map(registered.map((script) => [script.id, script]))
  const calls: string[] = []
  const api: ContentScripts = {
    async getRegisteredContentScripts({ ids }) {
      return [...scripts.values()]
        .filter(({ id }) => ids.includes(id))
        .map(({ matches }) => ({ matches: [...matches] }))
    },
    async registerContentScripts(added) {
      calls.push('register')
      for (const script of added) {
        if (scripts.has(script.id)) throw new Error(`Duplicate script ID '${script.id}'`)
        scripts.set(script.id, script)
      }
    },
    async unregisterContentScripts({ ids }) {
      calls.push('unregister')
      for (const id of ids) if (!scripts.delete(id)) throw new Error(`Nonexistent script ID '${id}'`)
    },
  }
  return { scripts, calls, workers: new FullWorkers(api) }
}

it('registers the script that listens before the one that speaks, for the origins alone', async () => {
  const { scripts, workers } = setUp()
  await workers.capture(['https://a.example', 'http://localhost:8080'])
  expect([...scripts.values()].map(({ js, world, matches }) => [js, world, matches])).toEqual([
    [['relay-workers.js'], 'ISOLATED', ['https://a.example/*', 'http://localhost:8080/*']],
    [['wrap-workers.js'], 'MAIN', ['https://a.example/*', 'http://localhost:8080/*']],
  ])
  expect([...scripts.values()].every(({ persistAcrossSessions }) => persistAcrossSessions === false)).toBe(true)
})

it('changes nothing where what is wanted is there, from whichever background', async () => {
  const { calls, scripts, workers } = setUp()
  await workers.capture(['https://a.example', 'https://b.example'])
  const again = setUp([...scripts.values()])
  await again.workers.capture(['https://b.example', 'https://a.example'])
  expect([...calls, ...again.calls]).toEqual(['register'])
})

it('lets go of what is no longer wanted, in the order in which it was asked', async () => {
  const { scripts, workers } = setUp()
  const all = [workers.capture(['https://a.example']), workers.capture([]), workers.capture(['https://b.example'])]
  await Promise.all(all)
  expect(scripts.get('wrap-workers')?.matches).toEqual(['https://b.example/*'])
  await workers.capture([])
  expect(scripts.size).toBe(0)
})

it('passes over what is no origin of the web: one wrong pattern would refuse all', async () => {
  const { scripts, workers } = setUp()
  await workers.capture(['null', '', 'file://', 'https://a.example/path', 'https://a.example'])
  expect(scripts.get('wrap-workers')?.matches).toEqual(['https://a.example/*'])
})
