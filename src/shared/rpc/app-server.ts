/**
 * The back end's side of the contract: one router for all hosts. It checks every inbound message and every request's schema, runs
 * the handler, and answers exactly once per call. It knows neither Electron nor HTTP, only `Transport`.
 */
import * as v from 'valibot'
import { REQUESTS, type EventName, type Events, type MethodName, type Request, type Response, type TaskProgress } from '../contract'
import type { AppError } from '../errors'
import type { Message, Transport } from '../protocol'
import type { Result } from '../result'
import { CONTRACT_VERSION } from '../version'
import { toAppError } from './call-failure'
import { badRequest, parseMessage } from './message-schema'

/** What a handler gets besides its parameters. */
export interface CallContext {
  /** Fires when the caller cancels or is gone. The handler should stop soon; its outcome no longer matters. */
  readonly signal: AbortSignal
  /** Reports progress to the caller of this call only. */
  readonly progress: (progress: Omit<TaskProgress, 'callId'>) => void
}

export type Handler<M extends MethodName> = (params: Request<M>, context: CallContext) => Promise<Result<Response<M>, AppError>>

/** One handler per method of the contract; a method without one answers `UNKNOWN_METHOD`. */
export type Handlers = { readonly [M in MethodName]?: Handler<M> }

export interface AppServerOptions {
  /** Told of every exception of a handler: a bug worth a log line. */
  readonly onFault?: (method: string, thrown: unknown) => void
}

/** Calls that one connection may have running at once. */
const MAX_RUNNING_CALLS = 256
/** Events kept while nobody is connected (files given on the command line). */
const MAX_EARLY_EVENTS = 64

interface Connection {
  readonly transport: Transport
  readonly running: Map<number, AbortController>
  greeted: boolean
}

export class AppServer {
  readonly #handlers: Handlers
  readonly #options: AppServerOptions
  readonly #connections = new Set<Connection>()
  #early: Message[] = []

  constructor(handlers: Handlers, options: AppServerOptions = {}) {
    this.#handlers = handlers
    this.#options = options
  }

  /** Serves one client until its transport closes; returns the disconnection. */
  connect(transport: Transport): () => void {
    const connection: Connection = { transport, running: new Map(), greeted: false }
    this.#connections.add(connection)
    const drop = (): void => this.#drop(connection)
    transport.onClose(drop)
    transport.onMessage((data) => this.#receive(connection, data))
    transport.send({ kind: 'hello', contract: CONTRACT_VERSION })
    return () => {
      drop()
      transport.close()
    }
  }

  /** Sends an event to every client. With nobody connected it is kept for the first one (bounded). */
  emit<E extends EventName>(event: E, payload: Events[E]): void {
    const message: Message = { kind: 'event', name: event, payload }
    const greeted = [...this.#connections].filter((connection) => connection.greeted)
    for (const connection of greeted) connection.transport.send(message)
    if (greeted.length === 0 && this.#early.length < MAX_EARLY_EVENTS) this.#early.push(message)
  }

  #drop(connection: Connection): void {
    this.#connections.delete(connection)
    for (const controller of connection.running.values()) controller.abort()
    connection.running.clear()
  }

  #receive(connection: Connection, data: unknown): void {
    if (!this.#connections.has(connection)) return
    const message = parseMessage(data)
    if (message === null) return
    if (message.kind === 'hello') this.#greet(connection, message.contract)
    else if (message.kind === 'cancel') connection.running.get(message.id)?.abort()
    else if (message.kind === 'call') void this.#answer(connection, message)
  }

  #greet(connection: Connection, contract: number): void {
    // The client compares the versions too and says so; here a foreign client is just never let in.
    connection.greeted = contract === CONTRACT_VERSION
    if (!connection.greeted) return
    for (const message of this.#early.splice(0)) connection.transport.send(message)
  }

  async #answer(connection: Connection, call: Message & { kind: 'call' }): Promise<void> {
    const { id } = call
    const refusal = this.#refusal(connection, call)
    if (refusal !== null) return connection.transport.send({ kind: 'failure', id, error: refusal })
    const controller = new AbortController()
    connection.running.set(id, controller)
    const outcome = await this.#run(call, this.#contextOf(connection, id, controller.signal))
    // A dropped connection has forgotten its calls: nobody is left to answer.
    if (!connection.running.delete(id)) return
    try {
      connection.transport.send(outcome.ok ? { kind: 'result', id, value: outcome.value } : { kind: 'failure', id, error: outcome.error })
    } catch (thrown) {
      // A result that the transport cannot carry is a bug of the handler; the caller must not wait for ever.
      this.#options.onFault?.(call.method, thrown)
      connection.transport.send({ kind: 'failure', id, error: toAppError(thrown) })
    }
  }

  /** Why the call is not run at all, or null. */
  #refusal(connection: Connection, { id, method }: Message & { kind: 'call' }): AppError | null {
    if (!connection.greeted) return { code: 'CONTRACT_VERSION', message: 'The greeting is missing or of another contract version.', expected: `contract ${CONTRACT_VERSION}` }
    if (!Object.hasOwn(REQUESTS, method) || !Object.hasOwn(this.#handlers, method)) return { code: 'UNKNOWN_METHOD', message: `There is no method '${method}'.` }
    if (connection.running.has(id)) return { code: 'BAD_REQUEST', message: `Call ${id} is running already.` }
    if (connection.running.size >= MAX_RUNNING_CALLS) return { code: 'BAD_REQUEST', message: `More than ${MAX_RUNNING_CALLS} calls at once.` }
    return null
  }

  #contextOf(connection: Connection, id: number, signal: AbortSignal): CallContext {
    return {
      signal,
      progress: (progress) => {
        if (connection.running.has(id) && !signal.aborted) connection.transport.send({ kind: 'event', name: 'task.progress', payload: { ...progress, callId: id } })
      }
    }
  }

  async #run(call: Message & { kind: 'call' }, context: CallContext): Promise<Result<unknown, AppError>> {
    const method = call.method as MethodName
    const parsed = v.safeParse(REQUESTS[method], call.params)
    if (!parsed.success) return { ok: false, error: badRequest(method, parsed.issues[0]) }
    try {
      const handler = this.#handlers[method] as Handler<MethodName>
      return await handler(parsed.output, context)
    } catch (thrown) {
      this.#options.onFault?.(method, thrown)
      return { ok: false, error: toAppError(thrown) }
    }
  }
}
