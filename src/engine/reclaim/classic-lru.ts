/**
 * The classic two-list LRU (mm/vmscan.c, Linux 6.1): inactive and active list per type, scan targets by priority and cost,
 * batches of 32, deactivation when the inactive list is low.
 */
import type { SimTask, Work } from '../cpu/task'
import type { Lru } from './lru'
import type { Memory } from './memory'
import * as P from './page-store'
import { DEF_PRIORITY, SWAP_CLUSTER_MAX, type ScanControl } from './scan-control'
import { inactiveIsLow, scanTargets, type LruState, type ScanTargets } from './scan-count'
import { ISOLATED_THROTTLE_NS, reclaimThrottle, tooManyIsolated } from './throttle'
import { makeBatch, type Batch, type ListShrinker } from './shrink-list'

const LISTS = [P.INACTIVE_ANON, P.ACTIVE_ANON, P.INACTIVE_FILE, P.ACTIVE_FILE] as const

export class ClassicLru implements Lru {
  private anonCost = 0
  private fileCost = 0
  private mayDeactivateAnon = false
  private mayDeactivateFile = false
  private lastAnonActivations = 0
  private isolatedAnon = 0
  private isolatedFile = 0

  constructor(private readonly memory: Memory, private readonly shrinker: ListShrinker) {}

  get inactiveAnon(): number {
    return this.memory.pages.size(P.INACTIVE_ANON)
  }

  get activeAnon(): number {
    return this.memory.pages.size(P.ACTIVE_ANON)
  }

  add(page: number, active: boolean): void {
    const { pages } = this.memory
    const file = pages.has(page, P.FILE)
    if (active) pages.addHead(page, file ? P.ACTIVE_FILE : P.ACTIVE_ANON)
    else pages.addHead(page, file ? P.INACTIVE_FILE : P.INACTIVE_ANON)
  }

  remove(page: number): void {
    this.memory.pages.remove(page)
  }

  rotate(page: number): void {
    const { pages, recorder } = this.memory
    if (pages.listOf(page) === P.NO_LIST || pages.has(page, P.DIRTY | P.LOCKED)) return
    pages.remove(page)
    pages.addTail(page, P.INACTIVE_ANON)
    recorder.counters.pgrotated++
  }

  age(): number {
    return this.isAnonLow() ? this.shrinkActive(P.ACTIVE_ANON, SWAP_CLUSTER_MAX) : 0
  }

  /** shrink_node() with shrink_lruvec() for the one lruvec there is. */
  *shrinkNode(sc: ScanControl, task: SimTask): Work {
    this.prepare(sc)
    sc.nrWriteback = sc.nrImmediate = sc.nrTaken = 0
    const targets = scanTargets(this.state(sc))
    const left: ScanTargets = [...targets]
    const proportional = sc.actor !== 'kswapd' && sc.priority === DEF_PRIORITY
    let reclaimed = 0
    while (left[0] > 0 || left[2] > 0 || left[3] > 0) {
      for (let i = 0; i < LISTS.length; i++) {
        const count = Math.min(left[i as 0], SWAP_CLUSTER_MAX)
        if (count === 0) continue
        left[i as 0] -= count
        if (i === 1 || i === 3) yield this.deactivate(i, count, sc)
        else reclaimed += yield* this.shrinkInactive(LISTS[i] as number, count, sc, task)
      }
      if (reclaimed < sc.nrToReclaim || proportional) continue
      if (!stopSmaller(left, targets)) break
    }
    sc.nrReclaimed += reclaimed
    if (this.isAnonLow()) yield this.shrinkActive(P.ACTIVE_ANON, SWAP_CLUSTER_MAX)
    this.shrinker.pgdatWriteback = sc.actor === 'kswapd' ? sc.nrWriteback > 0 && sc.nrWriteback === sc.nrTaken : this.shrinker.pgdatWriteback
  }

  private isAnonLow(): boolean {
    return inactiveIsLow(this.inactiveAnon, this.activeAnon, this.memory.pageSize)
  }

  /** prepare_scan_count(): whether the active lists may be shrunk. */
  private prepare(sc: ScanControl): void {
    const activations = this.memory.recorder.counters.workingsetActivations
    const { pages } = this.memory
    this.mayDeactivateAnon = sc.forceDeactivate || activations !== this.lastAnonActivations || this.isAnonLow()
    this.mayDeactivateFile = sc.forceDeactivate || inactiveIsLow(pages.size(P.INACTIVE_FILE), pages.size(P.ACTIVE_FILE), this.memory.pageSize)
  }

  /** snapshot_refaults() at the end of a reclaim run. */
  snapshotRefaults(): void {
    this.lastAnonActivations = this.memory.recorder.counters.workingsetActivations
  }

  private state(sc: ScanControl): LruState {
    const { pages, zone } = this.memory
    return {
      inactiveAnon: this.inactiveAnon, activeAnon: this.activeAnon, inactiveFile: pages.size(P.INACTIVE_FILE), activeFile: pages.size(P.ACTIVE_FILE),
      anonCost: this.anonCost, fileCost: this.fileCost, free: zone.free, highWatermark: zone.high, swappiness: this.memory.swappiness,
      maySwap: sc.maySwap && this.memory.store.hasRoom, mayDeactivateAnon: this.mayDeactivateAnon, mayDeactivateFile: this.mayDeactivateFile, priority: sc.priority
    }
  }

  private deactivate(index: 1 | 3, count: number, sc: ScanControl): number {
    const allowed = index === 1 ? this.mayDeactivateAnon : this.mayDeactivateFile
    if (allowed) return this.shrinkActive(LISTS[index], count)
    sc.skippedDeactivate = true
    return 0
  }

  /** shrink_active_list(): from the active tail to the inactive head, referenced or not (anon). Returns its cost. */
  private shrinkActive(list: number, count: number): number {
    const { pages, costs } = this.memory
    const target = list === P.ACTIVE_ANON ? P.INACTIVE_ANON : P.INACTIVE_FILE
    let moved = 0
    for (; moved < count && pages.tail(list) >= 0; moved++) {
      const page = pages.tail(list)
      pages.remove(page)
      pages.clear(page, P.YOUNG)
      pages.set(page, P.WORKINGSET)
      pages.addHead(page, target)
    }
    return moved * costs.deactivateNs
  }

  /** shrink_inactive_list(): isolate from the tail, work through, put back. Returns pages reclaimed. */
  private *shrinkInactive(list: number, count: number, sc: ScanControl, task: SimTask): Work<number> {
    const file = list === P.INACTIVE_FILE
    if (sc.actor === 'direct' && this.isCrowded(list, file)) {
      yield* reclaimThrottle(this.memory, task, ISOLATED_THROTTLE_NS, 'isolated')
      if (this.isCrowded(list, file)) return 0
    }
    const batch = this.isolate(list, count)
    if (batch.count === 0) return 0
    this.addIsolated(file, batch.count)
    this.countScan(sc, batch.count, file)
    yield task.call(this.shrinker.shrinkList(batch, sc, task))
    this.addIsolated(file, -batch.count)
    this.putBack(batch)
    this.countSteal(sc, batch, file)
    this.memory.observer?.shrinkInactive(batch.count, batch.stat, sc.priority, file)
    this.release(batch)
    return batch.stat.reclaimed
  }

  private readonly freeBatches: Batch[] = []

  private isCrowded(list: number, file: boolean): boolean {
    return tooManyIsolated(file ? this.isolatedFile : this.isolatedAnon, this.memory.pages.size(list))
  }

  /** NR_ISOLATED_ANON, NR_ISOLATED_FILE. */
  private addIsolated(file: boolean, count: number): void {
    if (file) this.isolatedFile += count
    else this.isolatedAnon += count
  }

  private isolate(list: number, count: number): Batch {
    const batch = this.freeBatches.pop() ?? makeBatch(SWAP_CLUSTER_MAX)
    batch.count = this.memory.pages.takeTail(list, count, batch.pages)
    if (batch.count === 0) this.release(batch)
    return batch
  }

  private release(batch: Batch): void {
    this.freeBatches.push(batch)
  }

  /** move_folios_to_lru(): kept pages to the head of the inactive list, activated ones to the active list. */
  private putBack(batch: Batch): void {
    const { pages, recorder } = this.memory
    for (let i = 0; i < batch.count; i++) {
      if (this.shrinker.isFreed(batch, i)) continue
      const page = batch.pages[i] as number
      const active = this.shrinker.isActivated(batch, i)
      if (active) recorder.counters.pgactivate++
      if (pages.listOf(page) === P.NO_LIST) this.add(page, active)
    }
  }

  private countScan(sc: ScanControl, count: number, file: boolean): void {
    const { counters } = this.memory.recorder
    if (sc.actor === 'kswapd') counters.pgscanKswapd += count
    else counters.pgscanDirect += count
    if (file) counters.pgscanFile += count
    else counters.pgscanAnon += count
    sc.nrTaken += count
  }

  private countSteal(sc: ScanControl, batch: Batch, file: boolean): void {
    const { counters } = this.memory.recorder
    const { stat } = batch
    if (sc.actor === 'kswapd') counters.pgstealKswapd += stat.reclaimed
    else counters.pgstealDirect += stat.reclaimed
    if (file) counters.pgstealFile += stat.reclaimed
    else counters.pgstealAnon += stat.reclaimed
    sc.nrWriteback += stat.writeback
    sc.nrImmediate += stat.immediate
    this.noteCost(file, stat.pageouts)
  }

  /** lru_note_cost(): halves both once their sum exceeds a quarter of the lists. */
  private noteCost(file: boolean, pages: number): void {
    if (file) this.fileCost += pages
    else this.anonCost += pages
    const store = this.memory.pages
    const total = this.inactiveAnon + this.activeAnon + store.size(P.INACTIVE_FILE) + store.size(P.ACTIVE_FILE)
    if (this.anonCost + this.fileCost <= total / 4) return
    this.anonCost = Math.floor(this.anonCost / 2)
    this.fileCost = Math.floor(this.fileCost / 2)
  }
}

/** shrink_lruvec(): enough was reclaimed, drop the smaller type and scale the other. False: stop altogether. */
function stopSmaller(left: ScanTargets, targets: ScanTargets): boolean {
  const anonLeft = left[0] + left[1]
  const fileLeft = left[2] + left[3]
  if (anonLeft === 0 || fileLeft === 0) return false
  const dropAnon = fileLeft > anonLeft
  const target = (dropAnon ? targets[0] + targets[1] : targets[2] + targets[3]) + 1
  const percentage = Math.floor(((dropAnon ? anonLeft : fileLeft) * 100) / target)
  const [drop, keep] = dropAnon ? ([0, 2] as const) : ([2, 0] as const)
  left[drop] = 0
  left[(drop + 1) as 1 | 3] = 0
  for (const index of [keep, keep + 1] as (0 | 1 | 2 | 3)[]) {
    const scanned = targets[index] - left[index]
    const rest = Math.floor((targets[index] * (100 - percentage)) / 100)
    left[index] = Math.max(0, rest - Math.min(rest, scanned))
  }
  return true
}
