import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { newOpened, type Opened } from '../core/json-tree.ts'
import type { RowNumber, SocketNumber } from '../core/log.ts'
import { compile, type Query } from '../core/query.ts'
import type { Socket } from '../core/socket.ts'
import { View } from '../core/view.ts'
import type { Undo } from '../link.ts'
import { breather } from './breath.ts'
import type { Coverage } from './coverage.ts'
import { createFiles, type ExportRows, type Files } from './files.ts'
import type { ExportFormat } from './record.ts'
import type { Session } from './session.ts'

export type { Undo } from '../link.ts'
export type { Reach, Refusal } from '../wire.ts'
export type { Coverage, MissingWhy } from './coverage.ts'
export type { DocumentInfo } from './document-info.ts'
export type { ExportRows, Files, Job } from './files.ts'
export type { OpenedFiles } from './opened-files.ts'
export type { ExportFormat } from './record.ts'
export type { Session } from './session.ts'

/** A file that was chosen for sending. */
export interface ChosenFile {
  readonly name: string
  readonly bytes: ArrayBuffer
}

/** What a person chose and typed in the panel. */
export interface Choices {
  /** The socket whose rows are shown; null: all. */
  socket: SocketNumber | null
  /** The row that is shown in full. */
  row: RowNumber | null
  filter: string
  direction: Query['direction']
  /** Whether the list of messages goes along with its end. */
  following: boolean
  /** Whether the details are shown at all, and which. */
  details: boolean
  tab: 'message' | 'compose' | 'socket'
  /** How text messages and binary ones are shown. `auto`: JSON as a tree, other text as text, bytes as hex. */
  textView: 'auto' | 'text' | 'json' | 'hex'
  binaryView: 'auto' | 'text' | 'json' | 'hex'
  /** The socket to send on; null: the one that is selected in the list. */
  target: SocketNumber | null
  format: 'text' | 'json' | 'binary'
  encoding: 'hex' | 'base64' | 'file'
  /** Drafts. Text and JSON share one, so that a text can be checked as JSON without typing it again. */
  draft: string
  hex: string
  base64: string
  file: ChosenFile | null
  closeCode: string
  closeReason: string
  /** Whether the form for a test connection is open, and what is in it. */
  connecting: boolean
  /** Whether the settings are open. */
  setting: boolean
  url: string
  protocols: string
  /** Whether the form for writing a file is open, and what is in it. Secrets are asked about each time. */
  exporting: boolean
  exportRows: ExportRows
  exportFormat: ExportFormat
}

/**
 * Keeps the choices while panels come and go: docking DevTools elsewhere re-creates the panel page. Made in the devtools
 * page, and it copies what it is given: Firefox kills the objects of a page that is closed.
 */
export interface Desk {
  readonly choices: Choices
  keep<Key extends keyof Choices>(key: Key, value: Choices[Key]): void
}

export function newDesk(): Desk {
  const choices: Choices = {
    socket: null,
    row: null,
    filter: '',
    direction: 'all',
    following: true,
    details: true,
    tab: 'message',
    textView: 'auto',
    binaryView: 'auto',
    target: null,
    format: 'text',
    encoding: 'hex',
    draft: '',
    hex: '',
    base64: '',
    file: null,
    closeCode: '',
    closeReason: '',
    connecting: false,
    setting: false,
    url: 'ws://localhost:9998/echo',
    protocols: '',
    exporting: false,
    exportRows: 'all',
    exportFormat: 'har',
  }
  return {
    choices,
    keep(key, value) {
      choices[key] = typeof value === 'object' ? structuredClone(value) : value
    },
  }
}

/** What is remembered from one DevTools to the next. */
export interface Settings {
  get<Value>(key: string, fallback: Value): Value
  set(key: string, value: unknown): void
  /** Called when any setting changed, here or in another window. */
  listen(listener: () => void): Undo
}

export interface Theme {
  readonly current: 'light' | 'dark'
  listen(listener: (theme: Theme['current']) => void): Undo
}

/** Addresses of test connections that are remembered. */
const HISTORY_LENGTH = 20
/** ms of a frame that testing rows may take, and the rows between two looks at the clock. */
const STEP_TIME = 8
const STEP_ROWS = 500

export type ChoiceSignals = { readonly [Key in keyof Choices]: Signal<Choices[Key]> }

/** All that the interface draws. Only `step` moves it on, once an animation frame, however fast the session changes. */
export interface State {
  readonly session: Session
  readonly settings: Settings
  /** What was chosen and typed; each change is kept on the desk. */
  readonly choices: ChoiceSignals
  /** Grows with each step. Whoever reads the session reads this first, and so is drawn again when it changed. */
  readonly tick: ReadonlySignal<number>
  /** Grows when a setting changed. */
  readonly settled: ReadonlySignal<number>
  /** ms since the epoch, for ages; moved by whoever mounts. */
  readonly now: Signal<number>
  /** The sockets to show. */
  readonly sockets: ReadonlySignal<readonly Socket[]>
  /** How many of the tab's sockets are captured, and what the others are. */
  readonly coverage: ReadonlySignal<Coverage>
  /** The chosen socket; null: all. */
  readonly socket: ReadonlySignal<Socket | null>
  /** The socket that the composer sends on: the one chosen there, else the selected, else the newest open one. */
  readonly target: ReadonlySignal<Socket | null>
  /** The rows that pass the toolbar's filter. Ask `length` how many. */
  readonly view: ReadonlySignal<View>
  readonly length: ReadonlySignal<number>
  /** Share of the log that the view has looked at, 0 to 1. */
  readonly progress: ReadonlySignal<number>
  /** Rows of the view that came since it stopped following. */
  readonly unseen: ReadonlySignal<number>
  /** The chosen row, if the log still has it. */
  readonly row: ReadonlySignal<RowNumber | null>
  /** The rows that are chosen for copying and writing to a file, in order. */
  readonly selected: ReadonlySignal<readonly RowNumber[]>
  readonly files: Files
  /** What is open in JSON trees: messages of one shape open alike. */
  readonly opened: Opened
  /** Looks at what is new. True when nothing is left to look at. */
  step(): boolean
  selectSocket(socket: SocketNumber | null): void
  selectRow(row: RowNumber): void
  /** Opens a test connection and selects it. Throws what the WebSocket constructor throws. */
  connect(url: string, protocols: readonly string[]): void
  /** URLs of earlier test connections, the newest first. */
  urls(): readonly string[]
  undo(): void
}

/** Signals that begin as the desk has them and put each change there. */
function signalsOf(desk: Desk): { choices: ChoiceSignals; undo: Undo } {
  const undos: Undo[] = []
  const make = <Key extends keyof Choices>(key: Key): Signal<Choices[Key]> => {
    const choice = signal(desk.choices[key])
    undos.push(effect(() => desk.keep(key, choice.value)))
    return choice
  }
  const entries = (Object.keys(desk.choices) as (keyof Choices)[]).map((key) => [key, make(key)])
  return { choices: Object.fromEntries(entries) as ChoiceSignals, undo: () => undos.forEach((undo) => void undo()) }
}

/** All rows of a view, once it has looked at the whole log. */
async function shownRows(view: View): Promise<readonly RowNumber[]> {
  const breathe = breather()
  while (!view.advance(STEP_ROWS)) await breathe()
  return Array.from({ length: view.length }, (_, place) => view.at(place) as RowNumber)
}

/** `ask` wants `step` to be called at the next animation frame; being asked twice before that is once. */
export function createState(session: Session, desk: Desk, settings: Settings, ask: () => void): State {
  const { log } = session
  const { choices, undo: undoChoices } = signalsOf(desk)
  const tick = signal(0)
  const settled = signal(0)
  /** The end of the log when the list stopped following. */
  const left = signal<RowNumber>(log.end)

  const sockets = computed(() => {
    tick.value
    return session.shown()
  })
  const find = (number: SocketNumber | null) => sockets.value.find((socket) => socket.number === number) ?? null
  const view = computed(
    () =>
      new View(
        log,
        compile({ text: choices.filter.value, direction: choices.direction.value, socket: choices.socket.value }),
      ),
  )
  const length = computed(() => {
    tick.value
    return view.value.length
  })

  session.setPreserve(settings.get('preserve', false))
  const undos: Undo[] = [
    undoChoices,
    session.listen(ask),
    settings.listen(() => {
      settled.value++
      ask()
    }),
    effect(() => {
      view.value
      ask()
    }),
    effect(() => {
      if (!choices.following.value) left.value = log.end
    }),
  ]

  const urls = () => settings.get<readonly string[]>('urls', [])
  const state: State = {
    session,
    settings,
    choices,
    tick,
    settled,
    now: signal(Date.now()),
    sockets,
    coverage: computed(() => {
      tick.value
      // Time alone makes a handshake without a socket a missing one.
      if (session.handshakes.undecided) state.now.value
      return session.coverage()
    }),
    socket: computed(() => find(choices.socket.value)),
    target: computed(() => {
      const chosen = find(choices.target.value) ?? find(choices.socket.value)
      // Nothing can be sent on a recording, and nobody meant another socket.
      if (chosen) return chosen.origin === 'file' ? null : chosen
      return sockets.value.findLast((socket) => socket.state === 1 && !socket.gone && !socket.watched) ?? null
    }),
    view,
    length,
    progress: computed(() => {
      // Only a step can tell that there is more to do than one step does.
      if (tick.value === 0 || log.length === 0) return 1
      return 1 - view.peek().pending / log.length
    }),
    unseen: computed(() => (choices.following.value ? 0 : length.value - view.value.indexOf(left.value))),
    row: computed(() => {
      tick.value
      const row = choices.row.value
      return row !== null && log.has(row) ? row : null
    }),
    selected: computed(() => (state.row.value === null ? [] : [state.row.value])),
    files: createFiles(
      session,
      (rows) =>
        rows === 'all' ? 'all' : rows === 'shown' ? shownRows(view.peek()) : Promise.resolve(state.selected.peek()),
      () => state.selectSocket(null),
    ),
    opened: newOpened(),

    step() {
      const end = performance.now() + STEP_TIME
      let done = false
      batch(() => {
        const shown = new Set(session.shown().map((socket) => socket.number))
        for (const choice of [choices.socket, choices.target]) {
          if (choice.value !== null && !shown.has(choice.value)) choice.value = null
        }
        const current = view.peek()
        do done = current.advance(STEP_ROWS)
        while (!done && performance.now() < end)
        tick.value++
      })
      return done
    },

    selectSocket(socket) {
      batch(() => {
        choices.socket.value = socket
        choices.target.value = null
        choices.following.value = true
      })
    },

    selectRow(row) {
      batch(() => {
        choices.row.value = row
        choices.tab.value = 'message'
      })
    },

    connect(url, protocols) {
      const socket = session.connect(url, protocols)
      settings.set('urls', [url, ...urls().filter((known) => known !== url)].slice(0, HISTORY_LENGTH))
      batch(() => {
        state.selectSocket(socket)
        choices.tab.value = 'compose'
        choices.details.value = true
      })
    },

    urls() {
      settled.value
      return urls()
    },

    undo() {
      state.files.cancel()
      for (const undo of undos) undo()
    },
  }
  return state
}
