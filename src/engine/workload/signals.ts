/** What tasks wait for from each other: a signal is given once and stays given. */
import type { Scheduler } from '../cpu/scheduler'
import { BLOCK, type SimTask, type Work } from '../cpu/task'
import { NO_SIGNAL } from '../demand/demand'

export class Signals {
  private readonly given = new Set<number>()
  private readonly waiting = new Map<number, SimTask[]>()

  constructor(private readonly scheduler: () => Scheduler) {}

  /** Gives a signal and wakes who waits for it, in the order of their coming. */
  give(signal: number): void {
    if (signal === NO_SIGNAL) return
    this.given.add(signal)
    for (const task of this.waiting.get(signal) ?? []) this.scheduler().wake(task)
    this.waiting.delete(signal)
  }

  /** Sleeps until the signal has been given. */
  *wait(task: SimTask, signal: number): Work {
    if (signal === NO_SIGNAL || this.given.has(signal)) return
    const tasks = this.waiting.get(signal)
    if (tasks === undefined) this.waiting.set(signal, [task])
    else tasks.push(task)
    yield BLOCK
  }
}
