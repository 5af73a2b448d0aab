/** One batch of eviction: evict_folios() (mm/vmscan.c, Linux 6.1). */
import type { SimTask, Work } from '../../cpu/task'
import type { Memory } from '../memory'
import * as P from '../page-store'
import type { ScanControl } from '../scan-control'
import { makeBatch, type Batch, type ListShrinker } from '../shrink-list'
import { TOUCH_SHARE } from './aging'
import { ANON, FILE, MIN_BATCH, MIN_GENERATIONS, type PageType } from './constants'
import type { Generations } from './generations'
import type { FolioScanner } from './scan-folios'

export interface Eviction {
  /** 0: nothing eligible, or the type is down to two generations. */
  readonly scanned: number
  /** Anonymous pages were worked through. */
  readonly hasSwapped: boolean
}

export class Evictor {
  private readonly freeBatches: Batch[] = []

  constructor(
    private readonly memory: Memory,
    private readonly shrinker: ListShrinker,
    private readonly generations: Generations,
    private readonly scanner: FolioScanner
  ) {}

  /** Isolates up to 64 pages, works through them, puts back what stays; pages that became clean meanwhile get a second try. */
  *evict(sc: ScanControl, swappiness: number, task: SimTask): Work<Eviction> {
    const { memory, generations } = this
    const batch = this.freeBatches.pop() ?? makeBatch(MIN_BATCH)
    const { type, scanned: found, passedOver } = this.scanner.isolate(batch, sc, swappiness)
    this.countScan(sc, batch.count, type)
    const canSwap = swappiness > 0
    const advanced = generations.tryIncreaseMin(canSwap)
    const isStalled = generations.count(canSwap ? ANON : FILE) === MIN_GENERATIONS
    const scanned = isStalled ? 0 : found + (advanced ? 1 : 0)
    if (passedOver > 0) yield passedOver * TOUCH_SHARE * memory.costs.scanKeptNs
    const hasSwapped = batch.count > 0 && type === ANON
    for (let isRetry = false; batch.count > 0; isRetry = true) {
      yield task.call(this.shrinker.shrinkList(batch, sc, task))
      sc.nrReclaimed += batch.stat.reclaimed
      this.putBack(batch, isRetry)
      this.countSteal(sc, batch, type)
      memory.observer?.shrinkInactive(scanned, batch.stat, sc.priority, type === FILE)
    }
    this.freeBatches.push(batch)
    return { scanned, hasSwapped }
  }

  /** Rejected pages must not return to the oldest generation; those that turned clean stay in the batch for the retry. */
  private putBack(batch: Batch, isRetry: boolean): void {
    const { pages, recorder } = this.memory
    recorder.counters.pgactivate += batch.stat.activated
    let kept = 0
    for (let i = 0; i < batch.count; i++) {
      if (this.shrinker.isFreed(batch, i)) continue
      const page = batch.pages[i] as number
      const isActive = this.shrinker.isActivated(batch, i)
      if (pages.has(page, P.RECLAIM) && pages.has(page, P.DIRTY | P.WRITEBACK)) this.putBackPending(page, isActive)
      else if (!isRetry && !isActive && !pages.has(page, P.REFERENCED | P.MAPPED | P.LOCKED | P.DIRTY | P.WRITEBACK)) batch.pages[kept++] = page
      else {
        this.generations.clearReferences(page)
        this.generations.add(page, true, false)
      }
    }
    batch.count = kept
  }

  /** Waits for its write: second youngest generation, from where the end of the write rotates it. */
  private putBackPending(page: number, isActive: boolean): void {
    const { pages } = this.memory
    if (pages.has(page, P.WORKINGSET)) pages.set(page, P.REFERENCED)
    this.generations.add(page, isActive, false)
  }

  /** PGSCAN_* counts isolated pages, not those that were sorted or skipped; a retry is not counted again. */
  private countScan(sc: ScanControl, count: number, type: PageType): void {
    const { counters } = this.memory.recorder
    if (sc.actor === 'kswapd') counters.pgscanKswapd += count
    else counters.pgscanDirect += count
    if (type === FILE) counters.pgscanFile += count
    else counters.pgscanAnon += count
  }

  private countSteal(sc: ScanControl, batch: Batch, type: PageType): void {
    const { counters } = this.memory.recorder
    const { reclaimed } = batch.stat
    if (sc.actor === 'kswapd') counters.pgstealKswapd += reclaimed
    else counters.pgstealDirect += reclaimed
    if (type === FILE) counters.pgstealFile += reclaimed
    else counters.pgstealAnon += reclaimed
  }
}
