import type { ComponentType, FunctionComponent } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'

/**
 * A component of a module that is loaded when it is first drawn, so that the panel's first rows don't wait for what opens
 * at a click. Draws nothing until then, and says so where it can't be loaded.
 */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): FunctionComponent<Props> {
  let Loaded: ComponentType<Props> | null = null
  return function Lazy(props: Props) {
    const [failed, setFailed] = useState(false)
    const [, setLoaded] = useState(Loaded !== null)
    useLayoutEffect(() => {
      if (Loaded) return
      let isShown = true
      load().then(
        (component) => {
          Loaded = component
          if (isShown) setLoaded(true)
        },
        () => isShown && setFailed(true),
      )
      return () => {
        isShown = false
      }
    }, [])
    if (Loaded) return <Loaded {...props} />
    if (!failed) return null
    return (
      <p class="hint" role="alert">
        This part of Sockeye could not be loaded. Close DevTools and open it again.
      </p>
    )
  }
}
