import { spawn } from 'node:child_process'
import { root } from './build.ts'

/**
 * Runs one of the development tools with this Node, in the project's folder, its output going where ours goes.
 * @param program path of its JavaScript file below node_modules.
 * @returns its exit code; 1 when a signal ended it.
 */
export function runNode(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`node_modules/${program}`, ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
