/**
 * zswap before a swap device in a run (mm/zswap.c, mm/page_io.c): what it refuses goes to the device or back to memory, a worker
 * writes the oldest entries back when the pool is full, and reclaim may shrink the pool.
 */
import { BLOCK, SimTask, type Work } from '../cpu/task'
import type { Memory } from '../reclaim/memory'
import * as P from '../reclaim/page-store'
import type { RefusingStore, SwapReader } from './swap-back-end'
import { compressCostNs, endWrite, endWriteback, finishWrite } from './swap-out'
import type { SwapIo } from './swap-task-io'
import type { ZswapPool } from './zswap-pool'

/** MAX_RECLAIM_RETRIES: failed writebacks after which the worker gives up. */
const MAX_FAILURES = 16
/** Requests of the device's queue: the worker sleeps while so many are under way. */
const QUEUE_DEPTH = 128
/** SHRINK_BATCH: fewer entries wait for the next call. */
const SHRINK_BATCH = 128

/** Pages, by what happened to them. */
export interface ZswapCounts {
  zswpout: number
  zswpin: number
  /** Refused pages that went to the device, and those that stayed in memory. */
  refusedToDevice: number
  refusedKept: number
  deviceReads: number
  readonly readLatencyNs: number[]
}

export class ZswapTask implements SwapReader, RefusingStore {
  readonly task: SimTask
  readonly counts: ZswapCounts = { zswpout: 0, zswpin: 0, refusedToDevice: 0, refusedKept: 0, deviceReads: 0, readLatencyNs: [] }
  /** Frames that hold entries on their way to the device. */
  framesUnderWay = 0
  private isShrinking = false
  private deferred = 0
  private waitsForRoom = false

  constructor(private readonly memory: Memory, readonly pool: ZswapPool, readonly settings: { readonly writeback: boolean }, private readonly io: SwapIo, taskId: number) {
    this.task = new SimTask({ id: taskId, name: 'kworker/zswap-shrink', busyClass: 'other', priority: 120, chargesSwitch: true })
    this.task.work = this.shrinkWork()
  }

  get keepsRefused(): boolean {
    return !this.settings.writeback
  }

  placeOnDevice(page: number): void {
    this.pool.putOnDevice(page)
  }

  writeOut(page: number): number {
    const { memory } = this
    if (this.isFull()) return this.refuse(page, 0)
    const bytes = memory.store.compressedBytes(page, memory.pages.versionOf(page))
    const costNs = compressCostNs(memory, bytes)
    if (!this.store(page, bytes, 0)) return this.refuse(page, costNs)
    finishWrite(memory, page)
    return costNs
  }

  *writeLocked(page: number, reserve: number, onStored: () => void, isCompressed = false): Work {
    const { memory } = this
    const bytes = memory.store.compressedBytes(page, memory.pages.versionOf(page))
    if (!this.isFull()) {
      if (!isCompressed) yield compressCostNs(memory, bytes)
      if (this.store(page, bytes, reserve)) return onStored()
    }
    yield this.io.submitNs
    this.startWrite(page)
    memory.unlock(page)
  }

  *read(task: SimTask, page: number): Work<boolean> {
    const { memory, pool, counts } = this
    if (!pool.isOnDevice(page)) {
      counts.zswpin++
      memory.recorder.counters.pswpin--
      yield memory.costs.decompressNs
      return false
    }
    counts.deviceReads++
    const startNs = memory.scheduler.nowNs
    yield this.io.submitNs
    this.io.read(() => memory.scheduler.wake(task))
    yield BLOCK
    counts.readLatencyNs.push(memory.scheduler.nowNs - startNs)
    return true
  }

  /** The dynamic shrinker: entries in proportion to the pressure, on the reclaimer's CPU (zswap_shrinker_count, do_shrink_slab). */
  *shrinkSlab(priority: number, task: SimTask): Work {
    const { pool } = this
    const freeable = pool.storedPages === 0 ? 0 : Math.floor((pool.lru.length * pool.poolPages) / pool.storedPages)
    this.deferred = Math.min(2 * freeable, this.deferred + 2 * Math.floor(freeable / 2 ** priority))
    for (; this.deferred >= SHRINK_BATCH && this.settings.writeback; this.deferred -= SHRINK_BATCH) {
      for (let i = 0; i < SHRINK_BATCH; i++) if (!(yield* this.writeOldest(task))) return
    }
  }

  /** Checks the limits; a full pool starts the worker. */
  private isFull(): boolean {
    if (!this.pool.checkLimits()) return false
    this.memory.scheduler.wake(this.task)
    return true
  }

  /** Stores a page that the limits allow. */
  private store(page: number, bytes: number, reserve: number): boolean {
    const { memory, pool, counts } = this
    if (bytes >= memory.pageSize) pool.totals.rejectCompressPoor++
    else if (memory.store.store(page, bytes, reserve)) {
      counts.zswpout++
      return true
    } else pool.totals.rejectAllocFail++
    return false
  }

  /** To the device, or back to memory where writeback is disabled (AOP_WRITEPAGE_ACTIVATE). Returns as `writeOut`. */
  private refuse(page: number, costNs: number): number {
    if (this.settings.writeback) {
      this.startWrite(page)
      return costNs + this.io.submitNs
    }
    this.counts.refusedKept++
    this.memory.pages.set(page, P.DIRTY)
    return -Math.max(1, costNs)
  }

  /** __swap_writepage(): the page is under writeback until the device has it. */
  private startWrite(page: number): void {
    const { memory, pool } = this
    this.counts.refusedToDevice++
    memory.recorder.counters.pswpout++
    memory.pages.set(page, P.WRITEBACK)
    this.io.write(() => {
      if (!memory.pages.has(page, P.ORPHAN)) pool.putOnDevice(page)
      endWrite(memory, page, true, endWriteback)
      this.letGoOn()
    })
  }

  /** shrink_worker(): from the limit down to the threshold. */
  private *shrinkWork(): Work {
    for (;;) {
      let failures = 0
      this.isShrinking = this.settings.writeback
      while (this.isShrinking && this.pool.isAboveThreshold && failures < MAX_FAILURES) {
        if (!(yield* this.writeOldest(this.task))) failures++
      }
      this.isShrinking = false
      yield BLOCK
    }
  }

  /** zswap_writeback_entry(): decompresses the oldest entry into a new frame and starts its write. False when it cannot. */
  private *writeOldest(task: SimTask): Work<boolean> {
    const { memory, pool, io } = this
    while (task === this.task && io.writesUnderWay >= QUEUE_DEPTH) {
      this.waitsForRoom = true
      yield BLOCK
      this.waitsForRoom = false
    }
    const slot = pool.lru.oldest
    if (slot < 0) return false
    if (!memory.zone.take(1, task === this.task ? memory.zone.min : 0, 'anon')) {
      // the worker may reclaim, the model lets kswapd do it
      memory.wakeKswapd()
      yield io.submitNs
      return false
    }
    this.framesUnderWay++
    pool.writeBack(slot)
    memory.recorder.counters.pswpout++
    yield memory.costs.decompressNs + io.submitNs
    io.write(() => {
      memory.zone.give(1, 'anon')
      this.framesUnderWay--
      memory.wakePfmemallocWaiters()
      this.letGoOn()
    })
    return true
  }

  private letGoOn(): void {
    if (this.waitsForRoom) this.memory.scheduler.wake(this.task)
  }
}
