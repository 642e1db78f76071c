import { batch } from '@preact/signals'
import { toHex } from '../../core/bytes.ts'
import { checkJson } from '../../core/json-check.ts'
import type { SocketNumber } from '../../core/log.ts'
import type { Payload } from '../../core/row.ts'
import type { ChoiceSignals } from '../state.ts'

/** Bytes beyond which a payload is treated as a file: nobody edits so much hex by hand. */
const HEX_LIMIT = 64 * 1024
/** UTF-16 units beyond which a text is not looked at for being JSON. */
const JSON_LIMIT = 1_000_000

/** Whether a text is an object or array of JSON; a lone number or word is more likely meant as text. */
function isStructured(text: string): boolean {
  return text.length <= JSON_LIMIT && /^\s*[[{]/.test(text) && checkJson(text).ok
}

/** Puts a logged message into the composer, in the format that it has, to be sent on the socket it came from. */
export function editAndResend(choices: ChoiceSignals, socket: SocketNumber, payload: Payload): void {
  batch(() => {
    if (typeof payload === 'string') {
      choices.format.value = isStructured(payload) ? 'json' : 'text'
      choices.draft.value = payload
      // What a page sent goes out again as it is, whatever stands in it.
      choices.fill.value = false
    } else {
      choices.format.value = 'binary'
      if (payload.byteLength <= HEX_LIMIT) {
        choices.encoding.value = 'hex'
        choices.hex.value = toHex(new Uint8Array(payload))
      } else {
        choices.encoding.value = 'file'
        choices.file.value = { name: 'the logged message', bytes: payload }
      }
    }
    choices.target.value = socket
    choices.tab.value = 'compose'
    choices.details.value = true
  })
}
