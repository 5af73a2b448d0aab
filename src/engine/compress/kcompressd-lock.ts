/** The lock that several producers of one FIFO need: whoever finds it held spins. Times only. */
import type { Scheduler } from '../cpu/scheduler'

export class FifoLock {
  /** Time spent spinning so far, ns of the reference CPU. */
  spinNs = 0
  private heldUntilNs = 0

  constructor(private readonly scheduler: Scheduler, readonly holdNs: number) {}

  /** How long it is still held, ns; 0 = free. */
  get heldForNs(): number {
    return this.holdNs === 0 ? 0 : Math.max(0, this.heldUntilNs - this.scheduler.nowNs)
  }

  /** Takes the free lock; the caller spends `holdNs`. */
  take(): void {
    this.heldUntilNs = this.scheduler.nowNs + this.holdNs
  }

  /** Books a spin of that length, which the caller spends. */
  spin(ns: number): number {
    this.spinNs += ns
    return ns
  }
}
