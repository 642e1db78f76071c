import { describe, expect, it } from 'vitest'
import { makeDraft } from '../../../src/core/draft.ts'
import { encodeForm } from '../../../src/core/encoders/encode-form.ts'
import type { Source } from '../../../src/core/template.ts'

function source(): Source {
  let counter = 0
  return {
    now: () => 0,
    random: () => 0,
    uuid: () => 'u',
    counter: () => ++counter,
    variables: [{ name: 'quote', value: 'a "b"\n' }],
  }
}

const values = { event: '{{env quote}}', arguments: '[{{counter}}, {{counter}}]' }

describe('a form', () => {
  it('is filled in before its message is made, so that values are escaped', () => {
    const form = { encoder: 'socket.io-event', values }
    const payload = '42["a \\"b\\"\\n",1, 2]'
    expect(encodeForm(form, source())).toEqual({ ok: true, payload, filled: true })
    const recipe = { writing: 'form', text: '', bytes: null, fill: true, form } as const
    expect(makeDraft(recipe, source())).toEqual({ ok: true, payload, size: 20, filled: true })
  })

  it('keeps its placeholders where it is only written out', () => {
    const form = { encoder: 'socket.io-event', values: { event: '{{env quote}}', arguments: '["{{counter}}"]' } }
    expect(encodeForm(form, null)).toEqual({ ok: true, payload: '42["{{env quote}}","{{counter}}"]', filled: false })
  })

  it('says in which field something can’t be filled in', () => {
    const form = { encoder: 'socket.io-event', values: { ...values, event: '{{nobody}}' } }
    expect(encodeForm(form, source())).toMatchObject({ ok: false, field: 'event' })
    expect(encodeForm({ encoder: 'gone', values }, source())).toMatchObject({ ok: false, field: '' })
  })

  it('makes bytes where its protocol has them', () => {
    const form = { encoder: 'mqtt-publish', values: { topic: 'a', payload: '{{counter}}' } }
    const draft = makeDraft({ writing: 'form', text: '', bytes: null, fill: true, form }, source())
    expect(draft).toEqual({ ok: true, payload: Uint8Array.of(0x30, 4, 0, 1, 97, 49).buffer, size: 6, filled: true })
  })
})
