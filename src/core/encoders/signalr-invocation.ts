import { type Encoder, jsonField } from './encoder.ts'

/**
 * A SignalR invocation in the JSON hub protocol, its record separator included.
 * https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md#invocation-message-encoding
 */
export const signalrInvocationEncoder: Encoder = {
  id: 'signalr-invocation',
  name: 'SignalR invocation',
  protocol: 'signalr',
  fields: [
    { id: 'target', label: 'Method', kind: 'line', isOptional: false, example: 'Send' },
    { id: 'arguments', label: 'Arguments', kind: 'json', isOptional: true, example: '["hi", 1]' },
    { id: 'id', label: 'Invocation id', kind: 'line', isOptional: true, example: '4' },
  ],
  encode({ target = '', arguments: written = '', id = '' }) {
    if (target === '') return { ok: false, field: 'target', message: 'Enter the name of the hub’s method.' }
    const list = jsonField('arguments', written, 'array')
    if (!list.ok) return list
    const invocation = id === '' ? '' : `"invocationId":${JSON.stringify(id)},`
    const payload = `{"type":1,${invocation}"target":${JSON.stringify(target)},"arguments":${list.json}}\u001e`
    return { ok: true, payload }
  },
}
