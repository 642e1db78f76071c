import { useState } from 'preact/hooks'
import { sizeText } from '../../core/bytes.ts'
import { usePanel } from './panel-context.ts'

/** A file whose bytes are sent as one binary message. */
export function FileField() {
  const { file } = usePanel().state.choices
  const [problem, setProblem] = useState('')
  const read = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return
    try {
      file.value = { name: chosen.name, bytes: await chosen.arrayBuffer() }
      setProblem('')
    } catch {
      setProblem(`${chosen.name} could not be read. Check that it still exists and choose it again.`)
    }
  }
  return (
    <div class="file">
      <label class="text-button">
        Choose file…
        <input
          type="file"
          class="file-input"
          data-testid="file"
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
      </label>
      <span class="file-name">
        {file.value ? `${file.value.name} · ${sizeText(file.value.bytes.byteLength)}` : 'No file chosen'}
      </span>
      {problem && (
        <span class="error" role="alert">
          {problem}
        </span>
      )}
    </div>
  )
}
