/**
 * A pool of worker threads for engine work. Own code instead of a library for two needs: large values (a trace, a prepared
 * capture) are kept in a worker and sent to it once, and cancelling must free the thread at once, whatever it is doing.
 *
 * Threads start when there is work. A cancelled job's thread is ended and replaced by the next job's need. A crash fails the job
 * that ran on the thread with a coded error; the pool goes on.
 */
import { Worker } from 'node:worker_threads'
import type { AppError } from '../../shared/errors'
import { CallFailure } from '../../shared/rpc/call-failure'
import type { FromWorker, ToWorker } from './worker-protocol'

export interface WorkerPoolOptions {
  /** Built worker entry. */
  readonly entry: URL
  /** Threads at most. */
  readonly size: number
  /** JavaScript heap of one thread; columns do not count. */
  readonly heapMb: number
}

export interface PoolJob {
  readonly name: string
  readonly args: unknown
  /** Value that the job works on; sent once per thread and remembered under its key. */
  readonly kept?: { readonly key: string; readonly value: unknown } | undefined
  readonly signal?: AbortSignal | undefined
  /** Cancelled while it waits it is dropped; once begun it runs to its end, unheard, and its thread stays. */
  readonly keepsThread?: boolean
  readonly onProgress?: ((progress: unknown) => void) | undefined
}

interface Task extends PoolJob {
  readonly id: number
  readonly resolve: (value: unknown) => void
  readonly reject: (error: AppError) => void
}

interface Thread {
  readonly worker: Worker
  readonly keys: Set<string>
  task: Task | null
}

export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #threads = new Set<Thread>()
  #queue: Task[] = []
  #lastId = 0
  #isClosed = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  /** Threads at most. */
  get size(): number {
    return this.#options.size
  }

  /**
   * Runs a job; waits for a free thread first, in order of arrival.
   * @throws {CallFailure} `CANCELLED` when the signal fires, `INTERNAL` when the job throws or its thread crashes
   */
  run(job: PoolJob): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new CallFailure({ code: 'CANCELLED', message: 'The work was stopped because the app is closing.' }))
    if (job.signal?.aborted === true) return Promise.reject(new CallFailure(CANCELLED))
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      const abort = (): void => this.#cancel(task)
      const release = (): void => job.signal?.removeEventListener('abort', abort)
      const task: Task = {
        ...job,
        id,
        resolve: (value) => {
          release()
          resolve(value)
        },
        reject: (error) => {
          release()
          reject(new CallFailure(error))
        }
      }
      job.signal?.addEventListener('abort', abort, { once: true })
      this.#queue.push(task)
      this.#schedule()
    })
  }

  /** Starts a thread ahead of the first job, which then does not wait for it. */
  warm(): void {
    if (this.#threads.size === 0 && !this.#isClosed) this.#rest(this.#spawn())
  }

  /** Frees a kept value in every thread. */
  forget(key: string): void {
    for (const thread of this.#threads) if (thread.keys.delete(key)) send(thread, { kind: 'forget', key })
  }

  /** Ends all threads; what runs or waits fails with `CANCELLED`. */
  async close(): Promise<void> {
    this.#isClosed = true
    const waiting = this.#queue.splice(0)
    const threads = [...this.#threads]
    for (const task of [...waiting, ...threads.flatMap((thread) => thread.task ?? [])]) task.reject(CANCELLED)
    await Promise.all(threads.map((thread) => this.#end(thread)))
  }

  #schedule(): void {
    while (this.#queue.length > 0) {
      const thread = this.#freeThread()
      if (thread === null) return
      const task = this.#queue.shift()
      if (task !== undefined) this.#start(thread, task)
    }
  }

  #freeThread(): Thread | null {
    const wanted = this.#queue[0]?.kept?.key
    const free = [...this.#threads].filter((thread) => thread.task === null)
    const best = free.find((thread) => wanted !== undefined && thread.keys.has(wanted)) ?? free[0]
    if (best !== undefined) return best
    return this.#threads.size < this.#options.size ? this.#spawn() : null
  }

  #start(thread: Thread, task: Task): void {
    thread.task = task
    thread.worker.ref()
    try {
      if (task.kept !== undefined && !thread.keys.has(task.kept.key)) {
        send(thread, { kind: 'keep', key: task.kept.key, value: task.kept.value })
        thread.keys.add(task.kept.key)
      }
      send(thread, { kind: 'job', id: task.id, name: task.name, key: task.kept?.key ?? null, args: task.args })
    } catch (thrown) {
      // The arguments cannot be cloned: a bug of the caller, told to the caller.
      this.#rest(thread)
      task.reject({ code: 'INTERNAL', message: `The job '${task.name}' could not be sent: ${String(thrown)}` })
    }
  }

  /** An idle thread does not keep the process alive. */
  #rest(thread: Thread): void {
    thread.task = null
    thread.worker.unref()
  }

  #spawn(): Thread {
    const worker = new Worker(this.#options.entry, { resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMb } })
    const thread: Thread = { worker, keys: new Set(), task: null }
    this.#threads.add(thread)
    worker.on('message', (message: FromWorker) => this.#receive(thread, message))
    worker.on('error', (error: NodeJS.ErrnoException) => this.#crashed(thread, error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it ran out of memory' : error.message))
    worker.on('exit', (code) => this.#crashed(thread, `it ended with code ${code}`))
    return thread
  }

  #receive(thread: Thread, message: FromWorker): void {
    const { task } = thread
    if (task === null || task.id !== message.id) return
    if (message.kind === 'progress') return task.onProgress?.(message.progress)
    this.#rest(thread)
    if (message.kind === 'done') task.resolve(message.value)
    else task.reject({ code: 'INTERNAL', message: `Internal fault in '${task.name}': ${message.message}`, found: message.stack.slice(0, 2000) })
    this.#schedule()
  }

  #crashed(thread: Thread, reason: string): void {
    if (!this.#threads.delete(thread)) return
    const { task } = thread
    thread.task = null
    task?.reject({
      code: 'INTERNAL', message: `The worker thread of '${task.name}' stopped: ${reason}.`,
      advice: 'The app can go on; with a very large trace, close other captures or choose a shorter window.'
    })
    this.#schedule()
  }

  #cancel(task: Task): void {
    const place = this.#queue.indexOf(task)
    if (place >= 0) this.#queue.splice(place, 1)
    task.reject(CANCELLED)
    const thread = [...this.#threads].find((candidate) => candidate.task === task)
    if (thread !== undefined && task.keepsThread !== true) void this.#end(thread)
    this.#schedule()
  }

  async #end(thread: Thread): Promise<void> {
    thread.task = null
    this.#threads.delete(thread)
    await thread.worker.terminate()
  }
}

const CANCELLED: AppError = { code: 'CANCELLED', message: 'The work was cancelled.' }

function send(thread: Thread, message: ToWorker): void {
  thread.worker.postMessage(message)
}
