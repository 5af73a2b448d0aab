/**
 * kcompressd: FIFOs filled by reclaimers, threads that write queued pages. Sources: the two patch series named in
 * `src/shared/presets.ts` (schedule_bio_write, swap_sched_async_compress, kcompressd).
 */
import type { KcompressdSettings } from '../../shared/config'
import { BLOCK, SimTask, type Work } from '../cpu/task'
import type { Memory } from '../reclaim/memory'
import type { ReclaimActor } from '../reclaim/scan-control'
import * as P from '../reclaim/page-store'
import { Fifo } from './fifo'
import type { KcompressdVariant } from './kcompressd-variant'
import type { RefusingStore } from './swap-back-end'
import { compressCostNs, endWrite } from './swap-out'

/** `queued`: taken over. `sync`: write it yourself. `oldest`: first write the oldest queued page yourself, then offer again. `wait`: sleep until there is room. */
export type OfferOutcome = 'queued' | 'sync' | 'oldest' | 'wait'

/** Gets pool memory for a worker that may not use the reserves; ends when `tryStore` succeeded or reclaim is hopeless. */
export type PoolReclaim = (task: SimTask, tryStore: () => boolean) => Work<boolean>

/**
 * Cost of the check on a page that is not same-filled, relative to one that is: page_same_filled() compares the last word first
 * and stops at the first difference, so little more than one cache miss of 64 is left. Assumed.
 */
const MISMATCH_SHARE = 0.05

interface Worker {
  readonly task: SimTask
  readonly fifo: Fifo
  waiting: boolean
}

export class Kcompressd {
  readonly workers: readonly Worker[]
  readonly tasks: readonly SimTask[]
  private readonly roomWaiters: SimTask[] = []

  constructor(
    private readonly memory: Memory,
    private readonly settings: KcompressdSettings,
    private readonly variant: KcompressdVariant,
    private readonly reclaimForPool: PoolReclaim,
    firstTaskId: number,
    /** CPU that a thread ran on before the window: where it was created, not known from a trace. */
    private readonly firstCpu: (index: number) => number
  ) {
    const active = settings.variant !== 'off' && settings.fifoEntries > 0
    this.workers = Array.from({ length: active ? settings.threads : 0 }, (_, i) => this.makeWorker(i, firstTaskId + i))
    this.tasks = this.workers.map((worker) => worker.task)
  }

  /** What the reclaimer pays for finding that a page is not same-filled before it queues it, ns. */
  get checkNs(): number {
    return this.settings.skipSameFilled ? this.memory.costs.sameFilledNs * MISMATCH_SHARE : 0
  }

  /** Pages queued in all FIFOs. */
  get depth(): number {
    let sum = 0
    for (const worker of this.workers) sum += worker.fifo.length
    return sum
  }

  /** A reclaimer offers a page that it would write now. */
  offer(page: number, actor: ReclaimActor): OfferOutcome {
    if (this.workers.length === 0 || !this.accepts(actor)) return 'sync'
    const { memory, settings } = this
    if (settings.skipSameFilled && memory.store.compressedBytes(page, memory.pages.version[page] as number) === 0) return 'sync'
    const worker = this.workers.find((candidate) => !candidate.fifo.isFull)
    if (worker !== undefined) {
      this.queue(worker, page)
      return 'queued'
    }
    if (settings.whenFull === 'wait') return 'wait'
    memory.recorder.counters.fallbackFull++
    return settings.whenFull === 'sync-new' ? 'sync' : 'oldest'
  }

  /** Writes the oldest queued page in the caller's context, which may use the reserves. Returns its CPU cost in ns. */
  writeOldest(): number {
    const { memory } = this
    const page = this.takeOldest()
    if (page < 0 || !memory.pages.take(page, P.QUEUED)) return 0
    this.variant.onWriteStart(memory, page, this.settings.rotate)
    if (memory.refusingStore !== null) return this.writeOldestTo(memory.refusingStore, page)
    const bytes = memory.store.compressedBytes(page, memory.pages.version[page] as number)
    const stored = memory.store.store(page, bytes, 0)
    this.end(page, stored)
    return compressCostNs(memory, bytes) * (stored ? 1 : 2)
  }

  private writeOldestTo(store: RefusingStore, page: number): number {
    if (this.memory.pages.has(page, P.ORPHAN)) {
      this.end(page, false)
      return 0
    }
    const costNs = Math.abs(store.writeOut(page))
    this.variant.onWriteEnd(this.memory, page, true)
    return costNs
  }

  /** The caller sleeps until there is room in a FIFO; it must yield `BLOCK` next, or it misses its wake-up. */
  waitForRoom(task: SimTask): void {
    this.memory.recorder.counters.fallbackFull++
    this.roomWaiters.push(task)
  }

  /** A fault wants a queued page back: true when it was still queued and is now free of the queue (option, in no patch). */
  cancel(page: number): boolean {
    if (!this.settings.cancelOnRefault || !this.memory.pages.take(page, P.QUEUED)) return false
    this.memory.recorder.counters.cancelled++
    this.memory.pages.set(page, P.DIRTY)
    this.variant.onWriteEnd(this.memory, page, false)
    return true
  }

  private takeOldest(): number {
    let oldest: Worker | null = null
    for (const worker of this.workers) {
      if (worker.fifo.length > 0 && (oldest === null || worker.fifo.oldestQueuedNs < oldest.fifo.oldestQueuedNs)) oldest = worker
    }
    return oldest === null ? -1 : this.takeFrom(oldest)
  }

  private accepts(actor: ReclaimActor): boolean {
    return actor !== 'worker' && this.settings.callers.includes(actor === 'kswapd' ? 'kswapd' : 'direct')
  }

  private queue(worker: Worker, page: number): void {
    const { memory } = this
    memory.pages.set(page, P.QUEUED)
    this.variant.onQueue(memory, page)
    worker.fifo.push(page, memory.scheduler.nowNs)
    const counters = memory.recorder.counters
    counters.queued++
    const depth = this.depth
    if (depth > counters.maxDepth) counters.maxDepth = depth
    if (!worker.waiting) return
    worker.waiting = false
    if (this.settings.wakeDelayUs > 0) memory.scheduler.sleepFor(worker.task, this.settings.wakeDelayUs * 1000)
    else memory.scheduler.wake(worker.task)
  }

  /** Removes the oldest page of a FIFO; wakes one who waits for room. */
  private takeFrom(worker: Worker): number {
    const { memory } = this
    const page = worker.fifo.oldest
    if (memory.pages.has(page, P.QUEUED)) memory.recorder.counters.waitNs += memory.scheduler.nowNs - worker.fifo.oldestQueuedNs
    worker.fifo.drop()
    const waiter = this.roomWaiters.shift()
    if (waiter !== undefined) memory.scheduler.wake(waiter)
    return page
  }

  private makeWorker(index: number, taskId: number): Worker {
    const { settings } = this
    const task = new SimTask({
      id: taskId, name: settings.variant === 'zram' ? `kcompressd:${index}` : `kcompressd${index}`, busyClass: 'kcompressd',
      priority: 120 + settings.nice, firstCpu: this.firstCpu(index), chargesSwitch: true, allowedCpus: settings.cpus === 'all' ? null : settings.cpus
    })
    const worker: Worker = { task, fifo: new Fifo(settings.fifoEntries), waiting: false }
    task.work = this.work(worker)
    return worker
  }

  /** Takes pages one by one: compress, find pool memory, store. */
  private *work(worker: Worker): Work {
    const { memory, settings } = this
    const { pages, store } = memory
    for (;;) {
      if (worker.fifo.length === 0) {
        worker.waiting = true
        yield BLOCK
        continue
      }
      const page = this.takeFrom(worker)
      if (!pages.take(page, P.QUEUED)) continue
      this.variant.onWriteStart(memory, page, settings.rotate)
      if (pages.has(page, P.ORPHAN)) {
        this.end(page, false)
        continue
      }
      if (memory.refusingStore !== null) {
        yield* memory.refusingStore.writeLocked(page, settings.memalloc ? 0 : memory.zone.watermarks.min, () => this.end(page, true))
        continue
      }
      const bytes = store.compressedBytes(page, pages.version[page] as number)
      const costNs = compressCostNs(memory, bytes)
      yield costNs
      const stored = store.store(page, bytes, settings.memalloc ? 0 : memory.zone.watermarks.min)
      this.end(page, stored || (yield* this.storeAgain(worker.task, page, bytes, costNs)))
    }
  }

  /** The pool could not grow: the write is tried once more; without PF_MEMALLOC the thread has to reclaim first. Returns success. */
  private *storeAgain(task: SimTask, page: number, bytes: number, costNs: number): Work<boolean> {
    const { memory, settings } = this
    memory.recorder.counters.writeStalls++
    if (settings.memalloc) {
      yield costNs
      return false
    }
    memory.wakeKswapd()
    const stored = yield* this.reclaimForPool(task, () => memory.store.store(page, bytes, memory.zone.watermarks.min))
    yield costNs
    return stored
  }

  private end(page: number, stored: boolean): void {
    endWrite(this.memory, page, stored, (ok) => this.variant.onWriteEnd(this.memory, page, ok))
  }
}
