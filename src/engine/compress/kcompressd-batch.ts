/** How a thread compresses a batch of pages: itself, split over several threads (padata), or on a device beside the CPUs (IAA-like). */
import type { Scheduler } from '../cpu/scheduler'
import { BLOCK, type SimTask, type Work } from '../cpu/task'

/** Compresses pages whose CPU times are given; returns when all are done. */
export type CompressBatch = (task: SimTask, costsNs: readonly number[]) => Work

/** On the thread's own CPU. */
export function* compressAlone(_task: SimTask, costsNs: readonly number[]): Work {
  yield sum(costsNs)
}

export interface AcceleratorOptions {
  readonly latencyNs: number
  /** Service of one page. */
  readonly pageNs: number
  /** CPU time of a page besides its compression: check, descriptor, completion. */
  readonly submitNs: number
}

/** A device that all threads share and that serves one batch after the other; the thread sleeps meanwhile. */
export class Accelerator {
  /** Pages compressed by the device. */
  pageCount = 0
  private freeAtNs = 0

  constructor(private readonly scheduler: Scheduler, private readonly options: AcceleratorOptions) {}

  readonly compress: CompressBatch = (task, costsNs) => this.work(task, costsNs.length)

  private *work(task: SimTask, count: number): Work {
    const { scheduler, options } = this
    yield count * options.submitNs
    this.freeAtNs = Math.max(scheduler.nowNs, this.freeAtNs) + count * options.pageNs
    this.pageCount += count
    scheduler.sleepFor(task, this.freeAtNs + options.latencyNs - scheduler.nowNs)
    yield BLOCK
  }
}

interface Helper {
  readonly task: SimTask
  shareNs: number
}

/** padata: the batch is cut into equal numbers of pages; the owner takes a part itself and waits for the helpers. */
export class SplitBatch {
  readonly tasks: readonly SimTask[]
  private readonly helpers: readonly Helper[]
  private pending = 0
  private owner: SimTask | null = null

  constructor(private readonly scheduler: Scheduler, tasks: readonly SimTask[]) {
    this.tasks = tasks
    this.helpers = tasks.map((task) => ({ task, shareNs: 0 }))
    for (const helper of this.helpers) helper.task.work = this.work(helper)
  }

  readonly compress: CompressBatch = (task, costsNs) => this.split(task, costsNs)

  private *split(task: SimTask, costsNs: readonly number[]): Work {
    const parts = Math.min(costsNs.length, this.helpers.length + 1)
    const partOf = (index: number): number => sum(costsNs.slice(Math.floor((index * costsNs.length) / parts), Math.floor(((index + 1) * costsNs.length) / parts)))
    this.owner = task
    this.pending = parts - 1
    for (let i = 1; i < parts; i++) {
      const helper = this.helpers[i - 1] as Helper
      helper.shareNs = partOf(i)
      this.scheduler.wake(helper.task)
    }
    yield partOf(0)
    while (this.pending > 0) yield BLOCK
  }

  private *work(helper: Helper): Work {
    for (;;) {
      if (helper.shareNs === 0) {
        yield BLOCK
        continue
      }
      yield helper.shareNs
      helper.shareNs = 0
      this.pending--
      if (this.pending === 0 && this.owner !== null) this.scheduler.wake(this.owner)
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
