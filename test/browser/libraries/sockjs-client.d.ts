/** The library brings no types. As much of it as the tests use: https://github.com/sockjs/sockjs-client */
declare module 'sockjs-client' {
  export default class SockJS {
    constructor(url: string, reserved: null, options: { readonly transports: string })
    readonly readyState: number
    onopen: () => void
    onmessage: (event: { readonly data: string }) => void
    onclose: (event: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) => void
    send(data: string): void
    close(code: number, reason: string): void
  }
}
