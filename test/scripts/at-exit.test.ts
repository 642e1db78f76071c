import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'

const children: ReturnType<typeof spawn>[] = []
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** A process of its own that has made a profile. */
async function ownerOfProfile() {
  const args = ['--import', 'tsx', join(import.meta.dirname, 'profile-owner.ts')]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  children.push(child)
  const [text] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { child, directory: String(text).trim() }
}

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('a profile goes when %s ends its process', async (signal) => {
  const { child, directory } = await ownerOfProfile()
  expect(existsSync(directory)).toBe(true)
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([null, signal])
  expect(existsSync(directory)).toBe(false)
})

it('a profile goes when its process crashes', async () => {
  const { child, directory } = await ownerOfProfile()
  child.stdin.write('now')
  const [code] = await once(child, 'exit')
  expect(code).toBe(1)
  expect(existsSync(directory)).toBe(false)
})
