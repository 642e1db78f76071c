import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import { usePanel } from './panel-context.ts'

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** Opens files that are dropped anywhere on an element. Answers whether one is being held over it. */
export function useFileDrop(element: RefObject<HTMLElement | null>): boolean {
  const { files } = usePanel().state
  const [held, setHeld] = useState(false)
  useLayoutEffect(() => {
    const target = element.current
    if (!target) return
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      // Without this the browser would open the file in place of the panel.
      event.preventDefault()
      setHeld(true)
    }
    const leave = (event: DragEvent): void => {
      const to = event.relatedTarget as Node | null
      if (!to || !target.contains(to)) setHeld(false)
    }
    const drop = async (event: DragEvent): Promise<void> => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setHeld(false)
      for (const file of [...(event.dataTransfer?.files ?? [])]) await files.open(file)
    }
    const listener = (event: DragEvent): void => void drop(event)
    target.addEventListener('dragover', over)
    target.addEventListener('dragleave', leave)
    target.addEventListener('drop', listener)
    return () => {
      target.removeEventListener('dragover', over)
      target.removeEventListener('dragleave', leave)
      target.removeEventListener('drop', listener)
    }
  }, [])
  return held
}
