/** Work that is asked for faster than it gets done: one piece at a time, and of those that wait only the last. */

export interface LatestOnly<T> {
  /** Begins now, or when the work at hand is done; takes the place of what waits. */
  push(item: T): void
  /** Forgets what waits. */
  clear(): void
}

/** @param work must not throw */
export function createLatestOnly<T>(work: (item: T) => Promise<void>): LatestOnly<T> {
  let waiting: { readonly item: T } | null = null
  let isBusy = false

  async function run(): Promise<void> {
    isBusy = true
    while (waiting !== null) {
      const { item } = waiting
      waiting = null
      await work(item)
    }
    isBusy = false
  }

  return {
    push: (item) => {
      waiting = { item }
      if (!isBusy) void run()
    },
    clear: () => { waiting = null }
  }
}
