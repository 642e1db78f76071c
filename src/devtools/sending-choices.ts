/** What a person chose and typed for sending again and again. Numbers are as typed. */
export interface SendingChoices {
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
  replayRows: 'selected' | 'socket'
  replayPace: 'timed' | 'fast' | 'replies'
  replaySpeed: string
}

export const NEW_SENDING: SendingChoices = {
  fill: true,
  composing: 'nothing',
  repeatTimes: '10',
  repeatEvery: '1000',
  repeatUntil: '',
  replayRows: 'socket',
  replayPace: 'replies',
  replaySpeed: '1',
}
