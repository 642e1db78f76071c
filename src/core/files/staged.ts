import { sizeText } from '../bytes.ts'
import { count } from '../format.ts'
import { Log, type Row } from '../log.ts'
import { FileProblem } from './file-problem.ts'
import type { RecordedSocket } from './recording.ts'

/** What may come out of a file: as much as the log that it goes to has room for. */
export interface Room {
  readonly rows: number
  /** Payload bytes. */
  readonly bytes: number
}

/** What was read, kept apart until the file was read to its end: a file that is broken changes nothing. */
export class Staged {
  readonly sockets: RecordedSocket[] = []
  /** The rows. Their `socket` is an index into `sockets`, or NO_SOCKET. */
  readonly log = new Log({ rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY })
  /** Messages of the file that no page sees, such as pings. */
  passedOver = 0
  readonly #room: Room

  constructor(room: Room) {
    this.#room = room
  }

  /** @throws FileProblem where the log would have to let go of rows for this one. */
  add(row: Row): void {
    this.log.push(row)
    const { rows, bytes } = this.#room
    if (this.log.length > rows) {
      throw new FileProblem(`It has more rows than the log has room for (${count(rows)}). Clear the log and try again.`)
    }
    if (this.log.bytes > bytes) {
      throw new FileProblem(
        `Its messages are longer than the log has room for (${sizeText(bytes)}). Clear the log and try again.`,
      )
    }
  }
}
