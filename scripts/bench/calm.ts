import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Share of one processor that counts as calm, and for how long it has to be so, ms. */
const BUSY = 0.15
const STRETCH = 200
/** Patience with browsers that have much to digest, ms. */
const PATIENCE = 60_000

/**
 * Waits until all that this process has started has little to do, so that one browser's afterthoughts are not on another
 * one's bill. Where processes can't be looked at, the machine as a whole has to be calm. Answers false when it didn't become so.
 */
export async function calm(): Promise<boolean> {
  const end = performance.now() + PATIENCE
  while (performance.now() < end) {
    const start = performance.now()
    const before = busyTime()
    await new Promise((resume) => setTimeout(resume, STRETCH))
    const share = (busyTime() - before) / (performance.now() - start)
    if (share < BUSY) return true
  }
  return false
}

/** Processor time so far, ms. */
function busyTime(): number {
  return existsSync('/proc/self/stat') ? timeOfDescendants() : timeOfMachine()
}

function timeOfMachine(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.sys + times.nice + times.irq, 0)
}

/** proc(5): fields 4, 14 and 15 are the parent, and user and system time in ticks of 10 ms. */
function timeOfDescendants(): number {
  const children = new Map<number, { readonly id: number; readonly time: number }[]>()
  for (const name of readdirSync('/proc')) {
    const id = Number(name)
    if (!Number.isInteger(id)) continue
    const fields = statOf(id)
    if (fields === null) continue
    const parent = Number(fields[1])
    const process = { id, time: (Number(fields[11]) + Number(fields[12])) * 10 }
    const siblings = children.get(parent)
    if (siblings) siblings.push(process)
    else children.set(parent, [process])
  }
  const sum = (id: number): number =>
    (children.get(id) ?? []).reduce((total, child) => total + child.time + sum(child.id), 0)
  return sum(process.pid)
}

/** The fields after the program's name, which may hold spaces; null when the process has just ended. */
function statOf(id: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
