import { describe, expect, it } from 'vitest'
import { installation, type System } from '../../scripts/browsers/install.ts'

const debian: System = { platform: 'linux', distributions: ['debian'], root: true }

describe('installation', () => {
  it('may install on Debian as root, and only what is missing', () => {
    expect(installation(['firefox'], debian)).toEqual({
      commands: ['apt-get update', 'apt-get install -y --no-install-recommends firefox-esr'],
      allowed: true,
    })
  })

  it('only says how without being root', () => {
    const { commands, allowed } = installation(['chromium', 'firefox'], { ...debian, root: false })
    expect(allowed).toBe(false)
    expect(commands.at(-1)).toBe('sudo apt-get install -y --no-install-recommends chromium firefox-esr')
  })

  it('never takes Ubuntu’s snaps, even as root', () => {
    const ubuntu = { ...debian, distributions: ['ubuntu', 'debian'] }
    const { commands, allowed } = installation(['firefox'], ubuntu)
    expect(allowed).toBe(false)
    expect(commands).toEqual([expect.stringMatching(/^export FIREFOX_PATH=.*install firefox@stable/)])
  })

  it('has a command for each system', () => {
    const systems: System[] = [
      { platform: 'darwin', distributions: [], root: false },
      { platform: 'win32', distributions: [], root: false },
      { platform: 'linux', distributions: ['fedora'], root: false },
      { platform: 'linux', distributions: ['arch'], root: false },
      { platform: 'linux', distributions: [], root: true },
    ]
    for (const system of systems) expect(installation(['chromium'], system).commands.join()).toMatch(/chrom/i)
  })
})
