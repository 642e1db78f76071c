import { useState } from 'preact/hooks'
import { closeCode } from '../../core/close-codes.ts'
import { stateName } from '../../core/format.ts'
import type { Socket } from '../../core/socket.ts'
import { checkCloseCode, checkCloseReason } from '../../core/validate.ts'
import { Field } from './Field.tsx'
import { usePanel } from './panel-context.ts'
import { refusalText } from './refusal-text.ts'

/** Calls `close(code, reason)` on a socket. */
export function CloseForm({ socket }: { socket: Socket }) {
  const { choices, session } = usePanel().state
  const [problem, setProblem] = useState('')
  const check = () => {
    const code = checkCloseCode(choices.closeCode.value)
    return { code, reason: checkCloseReason(choices.closeReason.value, code.ok ? code.code : null) }
  }
  const { code, reason } = check()
  // A reason is judged once its code is right; else one mistake would be told twice.
  const reasonProblem = code.ok && !reason.ok ? reason.message : null

  const close = async (): Promise<void> => {
    // Anew: a key press may come before what was typed is drawn.
    const { code, reason } = check()
    if (!code.ok || !reason.ok) return
    const refusal = await session.close(socket.number, code.code, reason.reason)
    setProblem(refusal ? refusalText(refusal, 'close') : '')
  }
  return (
    <form
      class="close-form"
      onSubmit={(event) => {
        event.preventDefault()
        void close()
      }}
    >
      <h2>Close</h2>
      <Field
        id="close-code"
        label="Code"
        placeholder="none"
        value={choices.closeCode.value}
        problem={code.ok ? null : code.message}
        onInput={(value) => {
          choices.closeCode.value = value
        }}
      >
        {code.ok && code.code !== null && <span class="beside">{closeCode(code.code).name}</span>}
      </Field>
      <Field
        id="close-reason"
        label="Reason"
        placeholder="none"
        value={choices.closeReason.value}
        problem={reasonProblem}
        onInput={(value) => {
          choices.closeReason.value = value
        }}
      />
      <div class="form-end">
        <button type="submit" class="text-button" data-testid="close-socket">
          Close socket
        </button>
        <span class="error" role="alert" data-testid="close-problem">
          {problem}
        </span>
        {!problem && socket.state > 1 && <span class="beside">The socket is {stateName(socket.state)} already.</span>}
      </div>
    </form>
  )
}
