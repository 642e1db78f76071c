import { type Encoder, jsonField } from './encoder.ts'

/** A JSON-RPC 2.0 request; without an id a notification, to which nobody replies. https://www.jsonrpc.org/specification */
export const jsonRpcCallEncoder: Encoder = {
  id: 'json-rpc-call',
  name: 'JSON-RPC call',
  protocol: 'json-rpc',
  fields: [
    { id: 'method', label: 'Method', kind: 'line', isOptional: false, example: 'eth_subscribe' },
    { id: 'params', label: 'Params', kind: 'json', isOptional: true, example: '["newHeads"]' },
    { id: 'id', label: 'Id', kind: 'line', isOptional: true, example: '{{counter}}' },
  ],
  encode({ method = '', params = '', id = '' }) {
    if (method === '') return { ok: false, field: 'method', message: 'Enter the name of the method.' }
    const given = jsonField('params', params, 'array or object')
    if (!given.ok) return given
    const rest = params.trim() === '' ? '' : `,"params":${given.json}`
    // Most clients count; an id that is a number is to stay one.
    const number = /^(?:0|-?[1-9]\d*)$/.test(id) ? id : JSON.stringify(id)
    const asked = id === '' ? '' : `,"id":${number}`
    return { ok: true, payload: `{"jsonrpc":"2.0","method":${JSON.stringify(method)}${rest}${asked}}` }
  },
}
