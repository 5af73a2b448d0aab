/** One CPU of the model: its running task, its queue and when something happens next. */
import type { SimTask } from './task'

export class RunQueue {
  current: SimTask | null = null
  /** Runnable tasks that wait, in order of arrival. */
  readonly waiting: SimTask[] = []
  minVruntimeNs = 0
  /** Time up to which the running task has been booked. */
  accountedNs = 0
  /** Reference nanoseconds of work done per wall nanosecond. */
  rate = 1
  /** Number of busy CPUs that `rate` holds for; -1 = to be worked out. */
  ratedBusy = -1
  /** When the scheduler must look at this CPU again; Infinity when idle. */
  eventNs = Infinity
  needsResched = false
  lastBalanceNs = 0

  /** @param capacity 1024 = reference CPU; changes with the frequency */
  constructor(readonly index: number, public capacity: number) {}

  get runningCount(): number {
    return this.waiting.length + (this.current === null ? 0 : 1)
  }

  /** The waiting task that runs next: real-time by priority, else smallest virtual run time; ties by arrival. */
  next(): SimTask | null {
    let best: SimTask | null = null
    for (const task of this.waiting) if (best === null || runsBefore(task, best)) best = task
    return best
  }

  remove(task: SimTask): void {
    const { waiting } = this
    const index = waiting.indexOf(task)
    if (index < 0) return
    // splice() would make an array for the task it removes
    for (let i = index + 1; i < waiting.length; i++) waiting[i - 1] = waiting[i] as SimTask
    waiting.pop()
  }

  totalWeight(): number {
    let sum = this.current === null ? 0 : this.current.weight
    for (const task of this.waiting) sum += task.weight
    return sum
  }

  /** min_vruntime never goes back (update_min_vruntime). */
  updateMinVruntime(): void {
    let least = this.current === null || this.current.realTime ? Infinity : this.current.vruntimeNs
    for (const task of this.waiting) if (!task.realTime && task.vruntimeNs < least) least = task.vruntimeNs
    if (least !== Infinity && least > this.minVruntimeNs) this.minVruntimeNs = least
  }
}

function runsBefore(a: SimTask, b: SimTask): boolean {
  if (a.realTime !== b.realTime) return a.realTime
  if (a.realTime) return a.priority < b.priority
  return a.vruntimeNs < b.vruntimeNs
}
