/** What a person chose and typed for sending again and again. Numbers are as typed. */
export interface SendingChoices {
  /** Who gets what is composed: the server, or the page as if the server had sent it. */
  towards: 'server' | 'page'
  /** The id of the encoder whose form is shown, and what was entered into such forms: by encoder, by field. */
  encoder: string
  forms: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Whether placeholders in what is composed are filled in. */
  fill: boolean
  /** Which of the composer's forms is open below it. */
  composing: 'nothing' | 'repeat' | 'variables' | 'library'
  /** Empty: until it is stopped. */
  repeatTimes: string
  /** ms */
  repeatEvery: string
  /** A filter. */
  repeatUntil: string
  /** What is looked for in the library, and the name and folder under which a message is kept. */
  librarySearch: string
  libraryName: string
  libraryFolder: string
  replayRows: 'selected' | 'socket'
  replayPace: 'timed' | 'fast' | 'replies'
  replaySpeed: string
  measureMessages: string
  /** bytes */
  measureSize: string
  measurePace: 'ping-pong' | 'rate'
  /** Messages a second. */
  measureRate: string
  /** What is measured: the way to a server that echoes, or whether a server answers as expected. */
  measuring: 'echo' | 'checks'
  /** Steps, as they are typed, and the name under which they are kept. */
  checks: string
  checksName: string
}

export const NEW_SENDING: SendingChoices = {
  towards: 'server',
  encoder: 'socket.io-event',
  forms: {},
  fill: true,
  composing: 'nothing',
  repeatTimes: '10',
  repeatEvery: '1000',
  repeatUntil: '',
  librarySearch: '',
  libraryName: '',
  libraryFolder: '',
  replayRows: 'socket',
  replayPace: 'replies',
  replaySpeed: '1',
  measureMessages: '1000',
  measureSize: '200',
  measurePace: 'ping-pong',
  measureRate: '100',
  measuring: 'echo',
  checks: 'send {"hello":"server"}\nexpect json:$.hello=server within 2s',
  checksName: '',
}
