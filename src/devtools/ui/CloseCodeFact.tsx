import { closeCode } from '../../core/close-codes.ts'
import { usePanel } from './panel-context.ts'

/** A close code, its name, what it means, and who says so. */
export function CloseCodeFact({ code }: { code: number }) {
  const { openLink } = usePanel()
  const { name, meaning, source } = closeCode(code)
  return (
    <>
      <strong>
        {code} {name}
      </strong>
      <br />
      {meaning}{' '}
      <a
        href={source}
        target="_blank"
        rel="noreferrer"
        onClick={(event) => {
          if (!openLink) return
          event.preventDefault()
          openLink(source)
        }}
      >
        {source.includes('iana.org') ? 'IANA registry' : 'RFC 6455'}
      </a>
    </>
  )
}
