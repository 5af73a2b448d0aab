/**
 * kcompressd: FIFOs filled by reclaimers, threads that write queued pages. Sources: the two patch series named in
 * `src/shared/presets.ts` (schedule_bio_write, swap_sched_async_compress, kcompressd).
 */
import { CONFIG_DEFAULTS, type KcompressdSettings } from '../../shared/config'
import { BLOCK, SimTask, type Work } from '../cpu/task'
import type { Memory } from '../reclaim/memory'
import type { ReclaimActor } from '../reclaim/scan-control'
import * as P from '../reclaim/page-store'
import { Fifo } from './fifo'
import { Accelerator, compressAlone, SplitBatch, type CompressBatch } from './kcompressd-batch'
import { FifoLock } from './kcompressd-lock'
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

/** CPU time of a page that the accelerator compresses, besides the check and the element: descriptor, completion. Assumed. */
const SUBMIT_NS = 300

interface Worker {
  readonly task: SimTask
  readonly fifo: Fifo
  readonly lock: FifoLock
  /** NUMA node of its CPUs. */
  readonly node: number
  readonly compress: CompressBatch
  waiting: boolean
}

/** What a set-up says beyond the fields of the posted patches. */
export interface KcompressdMachine {
  /** Pages of a folio: so many share an entry of a FIFO. */
  readonly folioPages: number
  /** CPUs by NUMA node; every node has threads of its own. */
  readonly nodes: readonly (readonly number[])[]
}

export class Kcompressd {
  readonly workers: readonly Worker[]
  readonly tasks: readonly SimTask[]
  private readonly roomWaiters: SimTask[] = []
  private readonly waitingSinceNs = new Map<SimTask, number>()
  private longestWaitNs = 0
  private readonly batchPages: number
  /** Whether pages go one by one, as in the posted patches. */
  private readonly isSingle: boolean
  private lastJoined = false
  /** Pages written for nothing: a fault, or the end of their owner, came first. */
  wasted = 0

  constructor(
    private readonly memory: Memory,
    private readonly settings: KcompressdSettings,
    private readonly variant: KcompressdVariant,
    private readonly reclaimForPool: PoolReclaim,
    firstTaskId: number,
    /** CPU that a thread ran on before the window: where it was created, not known from a trace. */
    private readonly firstCpu: (index: number) => number,
    private readonly machine: KcompressdMachine = { folioPages: 1, nodes: [] }
  ) {
    const active = settings.variant !== 'off' && settings.fifoEntries > 0
    this.batchPages = settings.batchPages ?? CONFIG_DEFAULTS['kcompressd.batchPages']
    const split = this.batchPages > 1 ? (settings.splitThreads ?? CONFIG_DEFAULTS['kcompressd.splitThreads']) : 1
    this.isSingle = this.batchPages === 1 && settings.accelerator !== true
    const accelerator = settings.accelerator === true ? this.makeAccelerator() : null
    const count = active ? settings.threads * Math.max(1, machine.nodes.length) : 0
    const helpers: SimTask[] = []
    this.workers = Array.from({ length: count }, (_, i) => {
      if (accelerator !== null) return this.makeWorker(i, firstTaskId + i, accelerator.compress)
      if (split === 1) return this.makeWorker(i, firstTaskId + i, compressAlone)
      const own = Array.from({ length: split - 1 }, (__, h) => this.makeTask(i, firstTaskId + count + i * split + h, `padata${i}:${h}`))
      helpers.push(...own)
      return this.makeWorker(i, firstTaskId + i, new SplitBatch(memory.scheduler, own).compress)
    })
    this.tasks = [...this.workers.map((worker) => worker.task), ...helpers]
  }

  /** Time that reclaimers and threads spun on locks of FIFOs, ns of the reference CPU. */
  get spinNs(): number {
    return this.workers.reduce((sum, { lock }) => sum + lock.spinNs, 0)
  }

  /** Cost of handing over the page that was just queued, ns: per entry, the lock included. */
  get queueNs(): number {
    return this.lastJoined ? 0 : this.memory.costs.queuedPageNs + (this.settings.fifoLockNs ?? 0)
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
    if (settings.skipSameFilled && memory.store.compressedBytes(page, memory.pages.versionOf(page)) === 0) return 'sync'
    const worker = this.findRoom(page)
    if (worker !== undefined) {
      if (worker.lock.heldForNs > 0) return 'wait'
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
    const bytes = memory.store.compressedBytes(page, memory.pages.versionOf(page))
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

  /** After `wait`: spins while the lock of the FIFO is held, else sleeps until there is room. The caller has no CPU time left to spend. */
  *waitToOffer(task: SimTask, page: number): Work {
    const lock = this.findRoom(page)?.lock
    if (lock !== undefined && lock.heldForNs > 0) {
      yield lock.spin(lock.heldForNs)
      return
    }
    this.memory.recorder.counters.fallbackFull++
    const sinceNs = this.memory.scheduler.nowNs
    this.roomWaiters.push(task)
    this.waitingSinceNs.set(task, sinceNs)
    yield BLOCK
    this.waitingSinceNs.delete(task)
    this.longestWaitNs = Math.max(this.longestWaitNs, this.memory.scheduler.nowNs - sinceNs)
  }

  /** Longest time that a reclaimer slept for room in a FIFO, those included that still do, ns. */
  get longestRoomWaitNs(): number {
    const { nowNs } = this.memory.scheduler
    return [...this.waitingSinceNs.values()].reduce((longest, sinceNs) => Math.max(longest, nowNs - sinceNs), this.longestWaitNs)
  }

  /** First FIFO with room, on the node of the CPU that asks where there are several. */
  private findRoom(page: number): Worker | undefined {
    const node = this.askingNode()
    for (const worker of this.workers) {
      if ((node < 0 || worker.node === node) && (!worker.fifo.isFull || worker.fifo.joins(page))) return worker
    }
    return undefined
  }

  /** Node of the CPU that asks; -1 where there is one node. */
  private askingNode(): number {
    const { nodes } = this.machine
    if (nodes.length <= 1) return -1
    const cpu = this.memory.scheduler.currentTask?.cpu ?? 0
    return nodes.findIndex((cpus) => cpus.includes(cpu))
  }

  /** A fault wants a queued page back: true when it was still queued and is now free of the queue (option, in no patch). */
  cancel(page: number): boolean {
    if (!this.settings.cancelOnRefault || !this.memory.pages.take(page, P.QUEUED)) return false
    this.memory.recorder.counters.cancelled++
    this.memory.pages.set(page, P.DIRTY)
    this.variant.onWriteEnd(this.memory, page, false)
    return true
  }

  /** The oldest page of the FIFOs that the caller may fill, -1 where they are empty. */
  private takeOldest(): number {
    const node = this.askingNode()
    let oldest: Worker | null = null
    for (const worker of this.workers) {
      if (node >= 0 && worker.node !== node) continue
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
    this.lastJoined = worker.fifo.joins(page)
    worker.fifo.push(page, memory.scheduler.nowNs)
    if (worker.lock.holdNs > 0) worker.lock.take()
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
    if (memory.pages.has(page, P.QUEUED)) memory.recorder.addWait(memory.scheduler.nowNs - worker.fifo.oldestQueuedNs)
    worker.fifo.drop()
    const waiter = this.roomWaiters.shift()
    if (waiter !== undefined) memory.scheduler.wake(waiter)
    return page
  }

  private makeWorker(index: number, taskId: number, compress: CompressBatch): Worker {
    const { settings, memory, machine } = this
    const task = this.makeTask(index, taskId, settings.variant === 'zram' ? `kcompressd:${index}` : `kcompressd${index}`)
    const worker: Worker = {
      task, fifo: new Fifo(settings.fifoEntries, machine.folioPages), lock: new FifoLock(memory.scheduler, settings.fifoLockNs ?? 0), node: Math.floor(index / settings.threads), compress, waiting: false
    }
    task.work = this.isSingle ? this.work(worker) : this.workInBatches(worker)
    return worker
  }

  private makeTask(index: number, id: number, name: string): SimTask {
    const { settings, machine } = this
    const nodeCpus = machine.nodes.length > 1 ? (machine.nodes[Math.floor(index / settings.threads)] ?? null) : null
    const allowedCpus = settings.cpus === 'all' ? nodeCpus : settings.cpus
    return new SimTask({ id, name, busyClass: 'kcompressd', priority: 120 + settings.nice, firstCpu: nodeCpus?.[0] ?? this.firstCpu(index), chargesSwitch: true, allowedCpus })
  }

  private makeAccelerator(): Accelerator {
    const { settings, memory } = this
    return new Accelerator(memory.scheduler, {
      latencyNs: (settings.acceleratorLatencyUs ?? CONFIG_DEFAULTS['kcompressd.acceleratorLatencyUs']) * 1e3,
      pageNs: 1e6 / (settings.acceleratorPagesPerMs ?? CONFIG_DEFAULTS['kcompressd.acceleratorPagesPerMs']), submitNs: memory.costs.sameFilledNs + SUBMIT_NS
    })
  }

  /** Whether there is a page to take at once: `waitForPages` would make a generator for each. */
  private hasPages({ fifo, lock }: Worker): boolean {
    return fifo.length > 0 && lock.holdNs === 0
  }

  /** Sleeps while the FIFO is empty, then takes its lock, if it has one. A reclaimer may empty the FIFO until the lock is had. */
  private *waitForPages(worker: Worker): Work {
    do {
      while (worker.fifo.length === 0) {
        worker.waiting = true
        yield BLOCK
      }
      yield* this.takeLock(worker.lock)
    } while (worker.fifo.length === 0)
  }

  private *takeLock(lock: FifoLock): Work {
    if (lock.holdNs === 0) return
    while (lock.heldForNs > 0) yield lock.spin(lock.heldForNs)
    lock.take()
    yield lock.holdNs
  }

  /** Takes several pages, compresses them together, stores them one by one. */
  private *workInBatches(worker: Worker): Work {
    const { memory } = this
    for (;;) {
      if (!this.hasPages(worker)) yield* this.waitForPages(worker)
      const pages: number[] = []
      while (pages.length < this.batchPages && worker.fifo.length > 0) {
        const page = this.takeFrom(worker)
        if (this.begin(page)) pages.push(page)
      }
      if (pages.length === 0) continue
      const bytes = pages.map((page) => memory.store.compressedBytes(page, memory.pages.versionOf(page)))
      yield* worker.compress(worker.task, bytes.map((size) => compressCostNs(memory, size)))
      for (const [i, page] of pages.entries()) yield* this.storeCompressed(worker, page, bytes[i] as number)
    }
  }

  private *storeCompressed(worker: Worker, page: number, bytes: number): Work {
    const { memory, settings } = this
    const reserve = settings.memalloc ? 0 : memory.zone.min
    if (memory.refusingStore !== null) return yield* memory.refusingStore.writeLocked(page, reserve, () => this.end(page, true), true)
    const stored = memory.store.store(page, bytes, reserve)
    this.end(page, stored || (yield* this.storeAgain(worker, page, bytes, compressCostNs(memory, bytes))))
  }

  /** A page leaves its FIFO: false when it is no longer wanted there, or its owner has gone. */
  private begin(page: number): boolean {
    const { memory, settings } = this
    if (!memory.pages.take(page, P.QUEUED)) return false
    this.variant.onWriteStart(memory, page, settings.rotate)
    if (!memory.pages.has(page, P.ORPHAN)) return true
    endWrite(memory, page, false, this.variant.onWriteEnd)
    return false
  }

  /** Takes pages one by one: compress, find pool memory, store. */
  private *work(worker: Worker): Work {
    const { memory, settings } = this
    const { pages, store } = memory
    for (;;) {
      if (!this.hasPages(worker)) yield* this.waitForPages(worker)
      const page = this.takeFrom(worker)
      if (!this.begin(page)) continue
      if (memory.refusingStore !== null) {
        yield* memory.refusingStore.writeLocked(page, settings.memalloc ? 0 : memory.zone.min, () => this.end(page, true))
        continue
      }
      const bytes = store.compressedBytes(page, pages.versionOf(page))
      const costNs = compressCostNs(memory, bytes)
      yield costNs
      const stored = store.store(page, bytes, settings.memalloc ? 0 : memory.zone.min)
      this.end(page, stored || (yield* this.storeAgain(worker, page, bytes, costNs)))
    }
  }

  /**
   * The pool could not grow: the whole write is tried once more, compressed where it was the first time; without PF_MEMALLOC the
   * thread has to reclaim first. Returns success.
   */
  private *storeAgain({ task, compress }: Worker, page: number, bytes: number, costNs: number): Work<boolean> {
    const { memory, settings } = this
    memory.recorder.counters.writeStalls++
    if (settings.memalloc) {
      yield* compress(task, [costNs])
      return false
    }
    memory.wakeKswapd()
    const stored = yield* this.reclaimForPool(task, () => memory.store.store(page, bytes, memory.zone.min))
    yield* compress(task, [costNs])
    return stored
  }

  private end(page: number, stored: boolean): void {
    if (this.memory.pages.has(page, P.MAPPED | P.ORPHAN)) this.wasted++
    endWrite(this.memory, page, stored, this.variant.onWriteEnd)
  }
}
