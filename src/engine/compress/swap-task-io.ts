/**
 * Swap I/O of a run: requests to a block device and what happens when each is complete. Completion interrupts run as a real-time
 * task, which takes the CPU from whatever runs there.
 */
import { BLOCK, SimTask, type Work } from '../cpu/task'
import type { Scheduler } from '../cpu/scheduler'
import { TimerQueue } from '../kernel/timer-queue'
import type { BlockDevice } from './block-device'

/** Above every other task. */
const INTERRUPT_PRIORITY = 0

export class SwapIo {
  readonly task: SimTask
  /** Requests submitted and not complete. */
  readsUnderWay = 0
  writesUnderWay = 0
  private readonly pending = new TimerQueue<() => void>()
  private armedNs = Infinity

  constructor(private readonly scheduler: Scheduler, readonly device: BlockDevice, taskId: number) {
    this.task = new SimTask({ id: taskId, name: 'swap-irq', busyClass: 'other', priority: INTERRUPT_PRIORITY })
    this.task.work = this.complete()
  }

  get submitNs(): number {
    return this.device.profile.submitNs
  }

  /** Submits a read of one page; the CPU time of it is the caller's. */
  read(onDone: () => void): void {
    this.readsUnderWay++
    this.add(this.device.read(this.scheduler.nowNs), () => {
      this.readsUnderWay--
      onDone()
    })
  }

  /** Submits a write of one page; the CPU time of it is the caller's. */
  write(onDone: () => void): void {
    this.writesUnderWay++
    this.add(this.device.write(this.scheduler.nowNs), () => {
      this.writesUnderWay--
      onDone()
    })
  }

  private add(doneNs: number, onDone: () => void): void {
    this.pending.add(doneNs, onDone)
    if (this.task.state === 'sleeping' && doneNs < this.armedNs) this.arm(doneNs)
  }

  private arm(atNs: number): void {
    this.armedNs = atNs
    this.scheduler.sleepFor(this.task, atNs - this.scheduler.nowNs)
  }

  private *complete(): Work {
    for (;;) {
      const nextNs = this.pending.peekNs()
      if (nextNs <= this.scheduler.nowNs) {
        yield this.device.profile.interruptNs
        this.pending.pop()?.owner()
        continue
      }
      this.armedNs = Infinity
      if (nextNs !== Infinity) this.arm(nextNs)
      yield BLOCK
    }
  }
}
