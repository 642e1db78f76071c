import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** The form for decoders, which most people never open: it is loaded when it is. */
export function LazyDecodersForm() {
  const [loaded, setLoaded] = useState<{ readonly Form: ComponentType } | 'failed' | null>(null)
  useEffect(() => {
    import('./DecodersForm.tsx').then(
      ({ DecodersForm }) => setLoaded({ Form: DecodersForm }),
      () => setLoaded('failed'),
    )
  }, [])
  if (loaded === null) return null
  if (loaded === 'failed') {
    return (
      <p class="notice" role="alert">
        A part of Sockeye could not be loaded. Close DevTools and open it again.
      </p>
    )
  }
  return <loaded.Form />
}
