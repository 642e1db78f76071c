/** A name for a file of what is seen now, local time, in letters that every file system takes: `websocket-20260102-030405`. */
export function fileName(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  return `websocket-${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
}
