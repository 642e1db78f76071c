import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { SavedConnection } from '../core/connections/saved.ts'
import { newOpened, type Opened } from '../core/decoders/opened.ts'
import type { RowNumber, SocketNumber } from '../core/log.ts'
import type { Known } from '../core/query/complete.ts'
import type { Search } from '../core/query/text-search.ts'
import type { RowRanges } from '../core/row-ranges.ts'
import type { RuleDraft } from '../core/rules/check-rule.ts'
import type { Socket } from '../core/socket.ts'
import type { View } from '../core/view.ts'
import type { Undo } from '../link.ts'
import { breath, breather } from './breath.ts'
import { type ConnectFrom, type Connecting, connecting, withUrl } from './connecting.ts'
import type { Coverage } from './coverage.ts'
import type { Decoding } from './decoding.ts'
import { createFiles, type ExportRows, type Files } from './files.ts'
import { createFiltering, type Filtering, knownOf, type SavedFilter } from './filtering.ts'
import { createFinding, type Finding } from './finding.ts'
import { ownList, socketOf } from './own-list.ts'
import { newPace } from './pace.ts'
import { NEW_READING, type ReadingChoices } from './reading-choices.ts'
import type { ExportFormat } from './record.ts'
import { createSelection, type Selection } from './selection.ts'
import type { Sender } from './sender.ts'
import { NEW_SENDING, type SendingChoices } from './sending-choices.ts'
import type { Session } from './session.ts'
import type { Sieve } from './sieve.ts'
import type { Surveying } from './surveying.ts'
import type { Trying } from './trying.ts'

export type { Undo } from '../link.ts'
export type { Reach, Refusal } from '../wire.ts'
export type { HeldMessage } from './acting.ts'
export type { CheckRun, StepState } from './check-run.ts'
export type { ConnectFrom } from './connecting.ts'
export type { Coverage, MissingWhy } from './coverage.ts'
export type { Known as KnownMeaning } from './decode-entry.ts'
export type { Decoding } from './decoding.ts'
export type { Call } from './dialer.ts'
export type { DocumentInfo } from './document-info.ts'
export type { ExportRows, Files, Job } from './files.ts'
export type { SavedFilter } from './filtering.ts'
export type { KeptEntry } from './kept.ts'
export type { OpenedFiles } from './opened-files.ts'
export type { PinnedValue } from './reading-choices.ts'
export type { ExportFormat } from './record.ts'
export type { Run } from './run.ts'
export type { Selection } from './selection.ts'
export type { Pace, Sender, Sending } from './sender.ts'
export type { Session } from './session.ts'
export type { Sieve } from './sieve.ts'
export type { Surveying } from './surveying.ts'
export type { Tried, Trying } from './trying.ts'

/** A file that was chosen for sending. */
export interface ChosenFile {
  readonly name: string
  readonly bytes: ArrayBuffer
}

/** What a person chose and typed in the panel. */
export interface Choices extends SendingChoices, ReadingChoices {
  /** The socket whose rows are shown; null: all. */
  socket: SocketNumber | null
  /** The row that is shown in full. */
  row: RowNumber | null
  /** The selected rows where they are others than that one alone; else empty. */
  selected: RowRanges
  /** In the language of core/query. */
  filter: string
  /** What is looked for among the rows that are shown; null: the find bar is closed. */
  find: string | null
  findExact: boolean
  findRegexp: boolean
  /** Whether the list of messages goes along with its end. */
  following: boolean
  /** Whether the details are shown at all, and which. */
  details: boolean
  tab: 'message' | 'compose' | 'replay' | 'measure' | 'kinds' | 'socket' | 'rules'
  /** Which of the two tables of kinds is shown, and what the user named: paths to what messages say they are, and to ids of calls. */
  kindsOf: 'messages' | 'calls'
  kindPath: string
  idPath: string
  /** The rule that is being written; `id` null: a new one. */
  rule: { readonly id: number | null; readonly draft: RuleDraft } | null
  /** The socket to send on; null: the one that is selected in the list. */
  target: SocketNumber | null
  format: 'text' | 'json' | 'binary' | 'form'
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
  /** Whether the settings are open, and at which of them. */
  setting: boolean | 'workers'
  from: ConnectFrom
  url: string
  protocols: string
  /** Whether saved connections are shown, what is looked for among them, and the one that is being written; `key` null: a new one. */
  dialing: boolean
  dialSearch: string
  dialDraft: { readonly key: string | null; readonly draft: SavedConnection } | null
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
    ...NEW_SENDING,
    ...NEW_READING,
    socket: null,
    row: null,
    selected: [],
    filter: '',
    find: null,
    findExact: false,
    findRegexp: false,
    following: true,
    details: true,
    tab: 'message',
    kindsOf: 'messages',
    kindPath: '',
    idPath: '',
    rule: null,
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
    from: 'panel',
    url: 'ws://localhost:9998/echo',
    protocols: '',
    dialing: false,
    dialSearch: '',
    dialDraft: null,
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
  /** Sets it at once, for as long as the panel; resolves to whether it was stored for the next one, too. */
  set(key: string, value: unknown): Promise<boolean>
  /** The browser's words for why something that was set is not stored; null: all is. */
  readonly problem: string | null
  /** Called when any setting changed, here or in another window, and when one could not be stored. */
  listen(listener: () => void): Undo
}

export interface Theme {
  readonly current: 'light' | 'dark'
  listen(listener: (theme: Theme['current']) => void): Undo
}

/** ms that testing rows may take: of a frame, whose rest draws, and between two looks for the next frame. */
const STEP_TIME = 8
const LOOK_TIME = 12
/** ms that a new filter has at once, and the rows between two looks at the clock then. */
const FIRST_TIME = 4
const FIRST_ROWS = 100
const STEP_ROWS = 500

export type ChoiceSignals = { readonly [Key in keyof Choices]: Signal<Choices[Key]> }

/** All that the interface draws. Only `step` moves it on, once an animation frame, however fast the session changes. */
export interface State extends Connecting {
  readonly session: Session
  readonly sender: Sender
  readonly settings: Settings
  /** What was chosen and typed; each change is kept on the desk. */
  readonly choices: ChoiceSignals
  /** Grows with each step. Whoever reads the session reads this first, and so is drawn again when it changed. */
  readonly tick: ReadonlySignal<number>
  /** Grows when a setting changed. */
  readonly settled: ReadonlySignal<number>
  /** ms since the epoch, for ages; moved by whoever mounts. */
  readonly now: Signal<number>
  /** A setting, read so that whoever draws it is drawn again when it changed; and its writing. */
  stored<Value>(key: string, fallback: Value): Value
  /** Resolves to whether it was stored. */
  store(key: string, value: unknown): Promise<boolean>
  /** The sockets to show. */
  readonly sockets: ReadonlySignal<readonly Socket[]>
  /** How many of the tab's sockets are captured, and what the others are. */
  readonly coverage: ReadonlySignal<Coverage>
  /** The chosen socket; null: all. */
  readonly socket: ReadonlySignal<Socket | null>
  /** The socket that the composer sends on: the one chosen there, else the selected, else the newest open one. */
  readonly target: ReadonlySignal<Socket | null>
  readonly filtering: Filtering
  readonly finding: Finding
  /** Says what messages mean; null where nothing does. */
  readonly decoding: Decoding | null
  /** Says what kinds of messages and calls there are; null where nothing does. */
  readonly surveying: Surveying | null
  /** Tries a decoder that is being written; null where nothing does. */
  readonly trying: Trying | null
  /** Grows when it says more. */
  readonly surveyed: ReadonlySignal<number>
  /** Grows when more is known of what messages mean. */
  readonly decoded: ReadonlySignal<number>
  /** Named filters, in the order in which they were saved. */
  readonly saved: ReadonlySignal<readonly SavedFilter[]>
  /** What can be offered while a filter is typed. */
  known(): Known
  setSaved(filters: readonly SavedFilter[]): void
  /** The first row in sight, told by the list: where a new filter begins to test. */
  sight: RowNumber | null
  /** The rows that pass the filter. Ask `length` how many. */
  readonly view: ReadonlySignal<View>
  readonly length: ReadonlySignal<number>
  /** Share of the log that the view has looked at, 0 to 1. */
  readonly progress: ReadonlySignal<number>
  /** Rows of the view that came since it stopped following. */
  readonly unseen: ReadonlySignal<number>
  /** The chosen row, if the log still has it. */
  readonly row: ReadonlySignal<RowNumber | null>
  /** The rows that are chosen for copying and writing to a file. */
  readonly selection: Selection
  readonly files: Files
  /** What is open in JSON trees: messages of one shape open alike. */
  readonly opened: Opened
  /** Looks at what is new. True when nothing is left to look at. */
  step(): boolean
  /** Looks at more of it, and tells nobody before the next step. True when nothing is left to look at. */
  look(): boolean
  selectSocket(socket: SocketNumber | null): void
  selectRow(row: RowNumber): void
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
  // Rows that are on disk are read back meanwhile, and a view may wait for what messages mean.
  while (!view.advance(STEP_ROWS) || view.pending > 0) await (view.pending > 0 ? breath() : breathe())
  return Array.from({ length: view.length }, (_, place) => view.at(place) as RowNumber)
}

/** `ask` wants `step` to be called at the next animation frame; being asked twice before that is once. */
export function createState(
  session: Session,
  desk: Desk,
  settings: Settings,
  ask: () => void,
  sieve: Sieve,
  sender: Sender,
  decoding: Decoding | null = null,
  surveying: Surveying | null = null,
  trying: Trying | null = null,
): State {
  const { log } = session
  const { choices, undo: undoChoices } = signalsOf(desk)
  const tick = signal(0)
  const settled = signal(0)
  const decoded = signal(0)
  const surveyed = signal(0)
  /** The end of the log when the list stopped following. */
  const left = signal<RowNumber>(log.end)

  const own = ownList<Socket>()
  // Another list with each step: a socket changes without becoming another one.
  const sockets = computed(() => {
    tick.value
    return own(session.shown()).slice()
  })
  const find = (number: SocketNumber | null) => socketOf(sockets.value, number)
  const saved = computed((): readonly SavedFilter[] => {
    settled.value
    return settings.get<readonly SavedFilter[]>('filters', [])
  })
  const filtering = createFiltering({ sieve, text: choices.filter, saved })
  /** Here and not in `state`, which is not there yet when the first view is made. */
  let sight: RowNumber | null = null
  const inSight = (): RowNumber | null => (choices.following.peek() ? null : sight)
  const viewOf = (search: Search | null): View =>
    sieve.view({ tests: filtering.tests.value, socket: choices.socket.value, search, anchor: inSight() })
  const view = computed(() => viewOf(null))
  const finding = createFinding({
    sieve,
    viewOf,
    text: choices.find,
    exact: choices.findExact,
    regexp: choices.findRegexp,
    origin: () => state.row.peek() ?? inSight(),
    choose: (row) =>
      batch(() => {
        choices.following.value = false
        selection.only(row)
      }),
  })
  const selection = createSelection({ log, view, row: choices.row, more: choices.selected })
  const length = computed(() => {
    tick.value
    return view.value.length
  })

  session.setPreserve(settings.get('preserve', false))
  const undos: Undo[] = [
    undoChoices,
    filtering.undo,
    finding.undo,
    session.listen(ask),
    sender.listen(ask),
    decoding?.listen(() => {
      decoded.value++
      ask()
    }) ?? (() => {}),
    surveying?.listen(() => surveyed.value++) ?? (() => {}),
    settings.listen(() => {
      settled.value++
      ask()
    }),
    effect(() => {
      const fresh = view.value
      finding.found.value
      // The first page of a new filter is drawn with it, and not a frame later.
      const end = performance.now() + FIRST_TIME
      while (!fresh.advance(FIRST_ROWS) && performance.now() < end);
      ask()
    }),
    effect(() => {
      if (!choices.following.value) left.value = log.end
    }),
  ]

  const pace = newPace()
  const views = () => [view.peek(), finding.found.peek()].filter((one) => one !== null)
  const urls = () => settings.get<readonly string[]>('urls', [])
  const state: State = {
    session,
    sender,
    settings,
    choices,
    tick,
    settled,
    now: signal(Date.now()),
    stored(key, fallback) {
      settled.value
      return settings.get(key, fallback)
    },
    store(key, value) {
      const stored = settings.set(key, value)
      settled.value++
      return stored
    },
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
    filtering,
    finding,
    decoding,
    decoded,
    surveying,
    surveyed,
    trying,
    saved,
    known: () => knownOf(session),
    setSaved(filters) {
      settings.set('filters', filters)
      settled.value++
    },
    get sight() {
      return sight
    },
    set sight(row) {
      sight = row
    },
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
    selection,
    files: createFiles(
      session,
      (rows) =>
        rows === 'all' ? 'all' : rows === 'shown' ? shownRows(view.peek()) : Promise.resolve([...selection.rows()]),
      () => state.selectSocket(null),
    ),
    opened: newOpened(),

    step() {
      let done = false
      batch(() => {
        selection.follow()
        for (const choice of [choices.socket, choices.target]) {
          if (socketOf(own(session.shown()), choice.value) === null) choice.value = null
        }
        done = pace(views(), STEP_TIME)
        finding.settle()
        tick.value++
      })
      return done
    },

    look: () => pace(views(), LOOK_TIME),

    selectSocket(socket) {
      batch(() => {
        choices.socket.value = socket
        choices.target.value = null
        choices.following.value = true
      })
    },

    selectRow(row) {
      batch(() => {
        selection.only(row)
        choices.tab.value = 'message'
      })
    },

    ...connecting(session, (url, socket) => {
      settings.set('urls', withUrl(url, urls()))
      batch(() => {
        state.selectSocket(socket)
        choices.tab.value = 'compose'
        choices.details.value = true
      })
    }),

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
