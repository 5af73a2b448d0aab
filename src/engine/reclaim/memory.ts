/**
 * The memory state that reclaim, faults and compression share: pages, zone, swap store, workingset age, counters, costs.
 * Small operations on single pages that more than one of them needs live here.
 */
import type { RefusingStore, SlabShrinker, SwapReader } from '../compress/swap-back-end'
import type { SwapStore } from '../compress/swap-store'
import type { SimTask } from '../cpu/task'
import type { Scheduler } from '../cpu/scheduler'
import type { CostParameters } from '../model-parameters'
import type { Recorder } from '../recorder'
import type { RunObserver } from '../run-observer'
import type { Lru } from './lru'
import * as P from './page-store'
import type { PageStore } from './page-store'
import { SwapCacheNodes } from './swap-cache'
import type { Zone } from './zone'

/** CPU time that is worked off in one piece: effects inside a piece happen at its start. */
export const CHUNK_NS = 40_000

/** MAX_RECLAIM_RETRIES: fruitless runs after which kswapd gives up. */
const MAX_KSWAPD_FAILURES = 16

export interface MemoryParts {
  readonly pages: PageStore
  zone: Zone
  readonly store: SwapStore
  readonly scheduler: Scheduler
  readonly recorder: Recorder
  readonly costs: CostParameters
  readonly swappiness: number
  readonly pageSize: number
  /** Kernel frames (page tables, slab) that every anonymous page brings along. */
  readonly kernelPagesPerPage: number
}

/** One kswapd thread: whether it waits for work, and when it last woke from real sleep (-1 while it sleeps). */
export interface KswapdThread {
  readonly task: SimTask
  waiting: boolean
  awakeSinceNs: number
}

export class Memory {
  readonly pages: PageStore
  zone: Zone
  readonly store: SwapStore
  readonly scheduler: Scheduler
  readonly recorder: Recorder
  readonly costs: CostParameters
  readonly swappiness: number
  readonly pageSize: number
  private readonly kernelPagesPerPage: number
  lru!: Lru
  readonly swapCache: SwapCacheNodes
  /** Looks on; null in ordinary runs. */
  observer: RunObserver | null = null
  /** Swap back ends beyond compressed memory; null without them. */
  swapReader: SwapReader | null = null
  refusingStore: RefusingStore | null = null
  shrinkSlab: SlabShrinker | null = null
  /** lruvec->nonresident_age (mm/workingset.c). */
  nonresidentAge = 0
  /** The node's reclaim threads; one in mainline. */
  readonly kswapds: KswapdThread[] = []
  kswapdFailures = 0
  /** Direct reclaimers that wait for reserves (pfmemalloc_wait). */
  readonly pfmemallocWaiters: SimTask[] = []
  /** Kernel frames (page tables, slab) owed for pages mapped so far, fractions included. */
  private kernelDue = 0
  private readonly lockWaiters = new Map<number, SimTask[]>()

  constructor(parts: MemoryParts) {
    this.pages = parts.pages
    this.zone = parts.zone
    this.store = parts.store
    this.scheduler = parts.scheduler
    this.recorder = parts.recorder
    this.costs = parts.costs
    this.swappiness = parts.swappiness
    this.pageSize = parts.pageSize
    this.kernelPagesPerPage = parts.kernelPagesPerPage
    this.swapCache = new SwapCacheNodes(parts.pages.pageCount, {
      takeSlab: () => this.zone.take(1, 0, 'swapCache'),
      giveSlab: () => this.zone.give(1, 'swapCache')
    })
  }

  /** Kswapd freed nothing so many times that reclaim is left to the allocating tasks. */
  get kswapdHopeless(): boolean {
    return this.kswapdFailures >= MAX_KSWAPD_FAILURES
  }

  /** Whether every kswapd thread waits for work (kswapd_wait). */
  get kswapdWaiting(): boolean {
    return this.kswapds.every((thread) => thread.waiting)
  }

  /** Threads that are not in real sleep. */
  get kswapdsAwake(): number {
    return this.kswapds.reduce((count, thread) => count + (thread.awakeSinceNs >= 0 ? 1 : 0), 0)
  }

  /** wakeup_kswapd(): no effect on threads that are awake, or when hopeless, or balanced and not boosted. */
  wakeKswapd(): void {
    if (this.kswapdHopeless || (this.zone.balanced && this.zone.boost === 0)) return
    for (const thread of this.kswapds) {
      if (!thread.waiting) continue
      this.observer?.wakeupKswapd()
      this.scheduler.wake(thread.task)
    }
  }

  /** Wakes direct reclaimers throttled on reserves once there are some again, or kswapd has given up. */
  wakePfmemallocWaiters(): void {
    if (this.pfmemallocWaiters.length === 0 || !(this.zone.allowsDirectReclaim || this.kswapdHopeless)) return
    for (const task of this.pfmemallocWaiters.splice(0)) this.scheduler.wake(task)
  }

  /** Frees the frame of an anonymous page that is on no list; its stored copy stays. */
  dropFrame(page: number): void {
    this.swapCache.remove(page)
    this.pages.clear(page, P.RESIDENT | P.SWAPCACHE | P.DIRTY | P.REFERENCED | P.RECLAIM)
    this.zone.give(1, 'anon')
  }

  /** Books kernel memory that comes and goes with `count` pages of an address space (negative: an exit). Never below zero free. */
  growKernel(count: number): void {
    this.kernelDue += count * this.kernelPagesPerPage
    const change = Math.floor(this.kernelDue) - this.zone.held.kernel
    if (change > 0) this.zone.take(Math.min(change, this.zone.free), 0, 'kernel')
    else if (change < 0) this.zone.give(Math.min(-change, this.zone.held.kernel), 'kernel')
  }

  /** The owner is gone: frees the stored copy and the frame; a page that somebody holds is freed by its holder. */
  release(page: number): void {
    const { pages } = this
    if (this.observer !== null && pages.has(page, P.MAPPED)) this.observer.pageUnmapped(page)
    pages.clear(page, P.MAPPED | P.YOUNG | P.SHADOW)
    if (!pages.has(page, P.RESIDENT)) return this.freeCopy(page)
    if (pages.has(page, P.LOCKED | P.WRITEBACK) || pages.listOf(page) === P.NO_LIST) return pages.set(page, P.ORPHAN)
    this.lru.remove(page)
    this.dropFrame(page)
    this.freeCopy(page)
  }

  /** Frees an orphan's frame and copy once nobody holds it. */
  reapOrphan(page: number): void {
    this.pages.clear(page, P.ORPHAN)
    this.dropFrame(page)
    this.freeCopy(page)
  }

  /** Drops the stored copy (swap_free). */
  freeCopy(page: number): void {
    this.pages.clear(page, P.STORED)
    this.store.free(page)
  }

  /** Registers a task that must sleep until the page is unlocked (folio_lock); it must yield BLOCK next. */
  waitForUnlock(page: number, task: SimTask): void {
    const waiters = this.lockWaiters.get(page)
    if (waiters === undefined) this.lockWaiters.set(page, [task])
    else waiters.push(task)
  }

  unlock(page: number): void {
    this.pages.clear(page, P.LOCKED)
    const waiters = this.lockWaiters.get(page)
    if (waiters === undefined) return
    this.lockWaiters.delete(page)
    for (const task of waiters) this.scheduler.wake(task)
  }
}
