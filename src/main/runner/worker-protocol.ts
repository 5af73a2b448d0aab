/** What a worker and its pool say to each other. Values are plain data; large columns lie in shared memory. */

export type ToWorker =
  /** A value that later jobs name by its key, so that it crosses once per worker and not once per job. */
  | { readonly kind: 'keep'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'forget'; readonly key: string }
  | { readonly kind: 'job'; readonly id: number; readonly name: string; readonly key: string | null; readonly args: unknown }

export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  /** An exception: a bug, not an expected failure (those are values). */
  | { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly stack: string }

/** A message port as both ends use it: `worker_threads` and tests with a pair of ports. */
export interface WorkerPort {
  postMessage(message: FromWorker): void
  on(event: 'message', receive: (message: ToWorker) => void): unknown
}

/** One kind of work. `kept` is the value named by the job's key, or undefined. */
export type Job = (kept: unknown, args: unknown, context: { readonly progress: (progress: unknown) => void }) => unknown
