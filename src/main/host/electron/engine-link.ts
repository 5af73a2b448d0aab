/** The main process's end of the link to the engine host: starts it, relays messages, answers its questions, notices its death. */
import type { Message } from '../../../shared/protocol'
import type { OfferedFile } from '../../../shared/rpc/electron-bridge'
import type { FromEngineHost, ShellAnswer, ShellRequest, ToEngineHost } from '../engine-link-protocol'
import { RelayTransport } from '../../../shared/rpc/relay-transport'

/** The started process, as far as it is used here (`utilityProcess` or a fake). */
export interface EngineProcess {
  postMessage(message: ToEngineHost): void
  on(event: 'message', receive: (message: FromEngineHost) => void): unknown
  on(event: 'exit', ended: (code: number) => void): unknown
  kill(): unknown
}

export interface EngineLinkOptions {
  readonly start: () => EngineProcess
  /** The desktop's dialogs. */
  readonly answer: (question: ShellRequest) => Promise<ShellAnswer>
  /** A path for the desktop's list of recent documents; null = forget all. */
  readonly onRecent?: (path: string | null) => void
}

/** Saved reports that can be dragged out; the oldest are forgotten beyond this number. */
const MAX_SAVED = 1000
/** Longer the user need not wait for the app to be gone. */
const END_WITHIN_MS = 3000

export class EngineLink {
  readonly #options: EngineLinkOptions
  readonly #connections = new Map<number, RelayTransport>()
  readonly #waiting = new Map<number, (files: readonly OfferedFile[]) => void>()
  /** Paths of saved reports by their ids. */
  readonly #saved = new Map<string, string>()
  #process: EngineProcess | null = null
  #stopping: Promise<void> | null = null
  #last = 0

  constructor(options: EngineLinkOptions) {
    this.#options = options
  }

  /** Joins a page; starts the engine host if it is not running. The transport closes when the engine host dies. */
  connect(): RelayTransport {
    const engine = this.#running()
    this.#last += 1
    const connection = this.#last
    const transport = new RelayTransport(
      (message: Message) => engine.postMessage({ kind: 'message', connection, message }),
      () => {
        this.#connections.delete(connection)
        engine.postMessage({ kind: 'disconnect', connection })
      }
    )
    this.#connections.set(connection, transport)
    engine.postMessage({ kind: 'connect', connection })
    return transport
  }

  /** Makes paths known; gives back ids and display names. Nothing when the engine host dies meanwhile. */
  addFiles(paths: readonly string[]): Promise<readonly OfferedFile[]> {
    this.#last += 1
    const request = this.#last
    return new Promise((done) => {
      this.#waiting.set(request, done)
      this.#running().postMessage({ kind: 'add-files', request, paths })
    })
  }

  /** Path of a report that was saved in this session, or null. */
  pathOfSaved(dragId: string): string | null {
    return this.#saved.get(dragId) ?? null
  }

  /** Has the window open files that came from the desktop. */
  offer(paths: readonly string[]): void {
    if (paths.length > 0) this.#running().postMessage({ kind: 'offer', paths })
  }

  get isRunning(): boolean {
    return this.#process !== null
  }

  /** Ends the engine host, which may first remove what it has unpacked; not later than after `END_WITHIN_MS`. */
  stop(): Promise<void> {
    const engine = this.#process
    if (engine === null) return Promise.resolve()
    this.#stopping ??= this.#end(engine)
    return this.#stopping
  }

  async #end(engine: EngineProcess): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>((ended) => {
      timer = setTimeout(ended, END_WITHIN_MS)
      engine.on('exit', () => ended())
      engine.on('message', ({ kind }) => kind === 'ended' && ended())
      engine.postMessage({ kind: 'end' })
    })
    clearTimeout(timer)
    this.#process = null
    engine.kill()
  }

  #running(): EngineProcess {
    if (this.#process !== null) return this.#process
    const engine = this.#options.start()
    this.#process = engine
    engine.on('message', (message) => this.#receive(engine, message))
    engine.on('exit', (code) => this.#ended(code))
    return engine
  }

  #receive(engine: EngineProcess, message: FromEngineHost): void {
    if (message.kind === 'message') this.#connections.get(message.connection)?.deliver(message.message)
    else if (message.kind === 'closed') this.#closed(message.connection, message.reason)
    else if (message.kind === 'files') {
      this.#waiting.get(message.request)?.(message.files)
      this.#waiting.delete(message.request)
    } else if (message.kind === 'saved') this.#noteSaved(message.dragId, message.path)
    else if (message.kind === 'recent') this.#options.onRecent?.(message.path)
    else if (message.kind === 'shell') void this.#ask(engine, message.request, message.question)
  }

  #noteSaved(dragId: string, path: string): void {
    this.#saved.set(dragId, path)
    const oldest = this.#saved.keys().next()
    if (this.#saved.size > MAX_SAVED && oldest.done !== true) this.#saved.delete(oldest.value)
  }

  #closed(connection: number, reason: string): void {
    this.#connections.get(connection)?.shut(reason)
    this.#connections.delete(connection)
  }

  async #ask(engine: EngineProcess, request: number, question: ShellRequest): Promise<void> {
    // A dialog that fails is a dialog that was cancelled: the engine host must get an answer.
    const paths = await this.#options.answer(question).catch(() => [])
    engine.postMessage({ kind: 'shell-answer', request, paths })
  }

  #ended(code: number): void {
    this.#process = null
    for (const connection of [...this.#connections.keys()]) this.#closed(connection, `the engine process ended with code ${code}`)
    for (const done of this.#waiting.values()) done([])
    this.#waiting.clear()
  }
}
