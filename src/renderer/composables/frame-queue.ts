/** Spreads drawing over frames: a view of forty charts must not hold up a single frame for all of them. */
import { nextTick } from 'vue'

export interface FrameClock {
  readonly now: () => number
  readonly requestFrame: (run: () => void) => void
}

export interface FrameQueue {
  /** Runs `job` in one of the next frames; a later job of the same owner replaces an earlier one that has not run. */
  add(owner: object, job: () => void): void
  remove(owner: object): void
}

/** Milliseconds of a frame after which the rest waits for the next one: about one chart, since style, layout and painting of what it changed follow in the same frame. */
const BUDGET_MS = 3

/** A queue in order of arrival. Each job's effects on the page count for its time. */
export function createFrameQueue(clock: FrameClock): FrameQueue {
  const jobs = new Map<object, () => void>()
  let isWaiting = false

  async function drain(): Promise<void> {
    const start = clock.now()
    for (const [owner, job] of jobs) {
      jobs.delete(owner)
      job()
      await nextTick()
      if (clock.now() - start >= BUDGET_MS) break
    }
    isWaiting = false
    if (jobs.size > 0) schedule()
  }

  function schedule(): void {
    if (isWaiting) return
    isWaiting = true
    clock.requestFrame(() => void drain())
  }

  return {
    add: (owner, job) => {
      jobs.set(owner, job)
      schedule()
    },
    remove: (owner) => void jobs.delete(owner)
  }
}

/** The window's queue. */
export const frameQueue = createFrameQueue({ now: () => performance.now(), requestFrame: (run) => requestAnimationFrame(run) })
