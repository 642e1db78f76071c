import { describe, expect, it } from 'vitest'
import { type PortLike, pair, portLink } from '../src/link.ts'

const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

describe('pair', () => {
  it('carries copies both ways, in order', async () => {
    const [left, right] = pair<{ n: number }, string>()
    const heard: unknown[] = []
    right.listen((message) => heard.push(message))
    left.listen((message) => heard.push(message))
    const sent = { n: 1 }
    left.send(sent)
    sent.n = 2
    left.send(sent)
    right.send('back')
    await settled()
    expect(heard).toEqual([{ n: 1 }, { n: 2 }, 'back'])
  })

  it('tells the other side of its end, and not its own', async () => {
    const [left, right] = pair<string, string>()
    const ended: string[] = []
    left.ended(() => ended.push('left'))
    right.ended(() => ended.push('right'))
    left.end()
    await settled()
    expect(ended).toEqual(['right'])
  })
})

describe('portLink', () => {
  it('does not throw when the port is dead', () => {
    const port = {
      postMessage() {
        throw new Error('Attempting to use a disconnected port object')
      },
    } as unknown as PortLike
    expect(() => portLink(port).send('x')).not.toThrow()
  })
})
