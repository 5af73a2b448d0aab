/**
 * The renderer's only way to the back end: typed calls and events over any `Transport`.
 *
 * ```ts
 * const client = new AppClient(transport)
 * const summary = await client.call('capture.open', { fileIds }, { signal, onProgress })
 * const stop = client.on('comparison.update', (status) => …)
 * ```
 * A call ends exactly once: with its result, or rejected with a `CallFailure` that carries an `AppError`. When the other side goes
 * away, speaks another contract or never answers the greeting, every pending and later call is rejected; none hangs.
 */
import type * as v from 'valibot'
import type { EventName, Events, MethodName, REQUESTS, Response, TaskProgress } from '../contract'
import type { AppError } from '../errors'
import type { Message, Transport } from '../protocol'
import { fail, ok, type Result } from '../result'
import { CONTRACT_VERSION } from '../version'
import { CallFailure, toAppError } from './call-failure'
import { parseMessage } from './message-schema'

/** Parameters as a caller writes them: fields with defaults may be left out. */
export type RequestInput<M extends MethodName> = v.InferInput<(typeof REQUESTS)[M]>

export interface CallOptions {
  /** Cancels the call: it is rejected with `CANCELLED` at once and the back end is told to stop. */
  readonly signal?: AbortSignal | undefined
  /** Progress of this call only, in order, never after its end. */
  readonly onProgress?: ((progress: TaskProgress) => void) | undefined
}

interface PendingCall {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: AppError) => void
  readonly onProgress: ((progress: TaskProgress) => void) | undefined
}

type Listener = (payload: never) => void

/** How long the back end may take to answer the greeting. */
const HELLO_TIMEOUT_MS = 20_000
/** Events kept per name until somebody subscribes for the first time (files offered while the page still loads). */
const MAX_EARLY_EVENTS = 64

export class AppClient {
  readonly #transport: Transport
  readonly #pending = new Map<number, PendingCall>()
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #early = new Map<string, unknown[]>()
  readonly #closeListeners = new Set<(error: AppError) => void>()
  readonly #greeting: ReturnType<typeof setTimeout>
  #lastId = 0
  #gone: AppError | null = null

  constructor(transport: Transport, options: { readonly helloTimeoutMs?: number } = {}) {
    this.#transport = transport
    this.#greeting = setTimeout(() => this.#end(gone('it does not answer')), options.helloTimeoutMs ?? HELLO_TIMEOUT_MS)
    transport.onClose((reason) => this.#end(gone(reason)))
    transport.onMessage((message) => this.#receive(message))
    if (this.#gone === null) transport.send({ kind: 'hello', contract: CONTRACT_VERSION })
  }

  /** Why no call can succeed any more, or null while the connection stands. */
  get goneError(): AppError | null {
    return this.#gone
  }

  /**
   * Calls a method of the back end.
   * @throws {CallFailure} (as rejection) with the coded error
   */
  call<M extends MethodName>(method: M, params: RequestInput<M>, options: CallOptions = {}): Promise<Response<M>> {
    const { signal, onProgress } = options
    if (this.#gone !== null) return Promise.reject(new CallFailure(this.#gone))
    if (signal?.aborted === true) return Promise.reject(new CallFailure(cancelled(method)))
    this.#lastId += 1
    const id = this.#lastId
    return new Promise<Response<M>>((resolve, reject) => {
      const abort = (): void => {
        this.#transport.send({ kind: 'cancel', id })
        this.#settle(id)?.reject(cancelled(method))
      }
      signal?.addEventListener('abort', abort, { once: true })
      const release = (): void => signal?.removeEventListener('abort', abort)
      this.#pending.set(id, {
        onProgress,
        resolve: (value) => {
          release()
          resolve(value as Response<M>)
        },
        reject: (error) => {
          release()
          reject(new CallFailure(error))
        }
      })
      this.#sendCall(id, method, params)
    })
  }

  /** As `call`, with the failure as a value. */
  async tryCall<M extends MethodName>(method: M, params: RequestInput<M>, options: CallOptions = {}): Promise<Result<Response<M>, AppError>> {
    try {
      return ok(await this.call(method, params, options))
    } catch (thrown) {
      return fail(toAppError(thrown))
    }
  }

  /** Subscribes to an event; returns the unsubscription. Events that came before the first subscription of that name are delivered now. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners)
    listeners.add(listener as Listener)
    const early = this.#early.get(event)
    this.#early.delete(event)
    for (const payload of early ?? []) listener(payload as Events[E])
    return () => listeners.delete(listener as Listener)
  }

  /** Called once when the back end is gone (at once if it is already). Returns the removal. */
  onGone(listener: (error: AppError) => void): () => void {
    if (this.#gone !== null) listener(this.#gone)
    else this.#closeListeners.add(listener)
    return () => this.#closeListeners.delete(listener)
  }

  /** Ends the connection; pending calls are rejected. */
  close(): void {
    this.#end(gone('the connection was closed'))
  }

  #sendCall(id: number, method: string, params: unknown): void {
    try {
      // Requests are plain data; the copy takes off reactive proxies, which no transport can carry.
      this.#transport.send({ kind: 'call', id, method, params: JSON.parse(JSON.stringify(params)) as unknown })
    } catch (thrown) {
      this.#settle(id)?.reject(toAppError(thrown))
    }
  }

  #receive(data: unknown): void {
    const message = parseMessage(data)
    // What is no message cannot be answered; the version check and the greeting's time limit catch a foreign peer.
    if (message === null || this.#gone !== null) return
    if (message.kind === 'hello') this.#greet(message.contract)
    else if (message.kind === 'result') this.#settle(message.id)?.resolve(message.value)
    else if (message.kind === 'failure') this.#settle(message.id)?.reject(message.error)
    else if (message.kind === 'event') this.#dispatch(message)
  }

  #greet(contract: number): void {
    clearTimeout(this.#greeting)
    if (contract === CONTRACT_VERSION) return
    this.#end({
      code: 'CONTRACT_VERSION', message: 'The window and its back end are of different versions.',
      found: `contract ${contract}`, expected: `contract ${CONTRACT_VERSION}`, advice: 'Reload the window or restart the app.'
    })
  }

  #dispatch(message: Message & { kind: 'event' }): void {
    if (message.name === 'task.progress') {
      const progress = message.payload as TaskProgress
      this.#pending.get(progress.callId)?.onProgress?.(progress)
    }
    const listeners = this.#listeners.get(message.name)
    if (listeners !== undefined) {
      for (const listener of [...listeners]) listener(message.payload as never)
    } else if (message.name !== 'task.progress') {
      const early = this.#early.get(message.name) ?? []
      this.#early.set(message.name, early)
      if (early.length < MAX_EARLY_EVENTS) early.push(message.payload)
    }
  }

  #settle(id: number): PendingCall | undefined {
    const call = this.#pending.get(id)
    this.#pending.delete(id)
    return call
  }

  #end(error: AppError): void {
    if (this.#gone !== null) return
    this.#gone = error
    clearTimeout(this.#greeting)
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(error)
    this.#transport.close()
    for (const listener of [...this.#closeListeners]) listener(error)
    this.#closeListeners.clear()
  }
}

function gone(reason: string): AppError {
  return { code: 'HOST_GONE', message: `The back end is gone: ${reason}.`, advice: 'Reload the window; captures have to be opened again if the app was restarted.' }
}

function cancelled(method: string): AppError {
  return { code: 'CANCELLED', message: `${method} was cancelled.` }
}
