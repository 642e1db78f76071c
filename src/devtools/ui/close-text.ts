import { closeCode } from '../../core/close-codes.ts'

/** A close code with its name, `1006 Abnormal closure`, and the reason that came with it. */
export function closeText(code: number, reason: string): string {
  return `${code} ${closeCode(code).name}${reason ? ` · “${reason}”` : ''}`
}
