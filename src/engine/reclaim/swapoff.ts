/**
 * swapoff(2): no page gets a new place, what is on its way is waited for, and every stored page comes back into memory
 * (mm/swapfile.c try_to_unuse). Where memory does not suffice it fails and swap stays on.
 */
import { BLOCK, SimTask, type Work } from '../cpu/task'
import { tryAllocate } from './allocate'
import { directReclaim } from './direct-reclaim'
import type { Memory } from './memory'
import * as P from './page-store'

/** MAX_RECLAIM_RETRIES. */
const MAX_FRUITLESS = 16
/** Pause before a page is looked at again that somebody holds. */
const POLL_NS = 50_000
/** Pause between passes: what is left is in somebody's hands. */
const PASS_PAUSE_NS = 1e6
/** Reusing a page of the swap cache: page-table walk and mapping, without reading. Assumed. */
const REMAP_NS = 500
/** CPU time of looking at one record. */
const LOOK_NS = 5

export class Swapoff {
  readonly task: SimTask
  /** Pages brought back, and how it ended: null while it runs or waits. */
  broughtBack = 0
  hasSucceeded: boolean | null = null
  endNs: number | null = null

  constructor(private readonly memory: Memory, private readonly atNs: number, taskId: number) {
    this.task = new SimTask({ id: taskId, name: 'swapoff', busyClass: 'other', priority: 120, chargesSwitch: true })
    this.task.work = this.work()
  }

  private *work(): Work {
    const { memory } = this
    memory.scheduler.sleepFor(this.task, this.atNs)
    yield BLOCK
    memory.store.isOn = false
    this.hasSucceeded = yield* this.unuseAll()
    if (!this.hasSucceeded) memory.store.isOn = true
    this.endNs = memory.scheduler.nowNs
  }

  /** Passes over all pages until none is stored or about to be. */
  private *unuseAll(): Work<boolean> {
    const { pages } = this.memory
    for (;;) {
      let left = 0
      for (let page = 0; page < pages.pageCount; page++) {
        if (!pages.has(page, P.STORED | P.SWAPCACHE)) continue
        left++
        if (!(yield* this.unuse(page))) return false
      }
      yield LOOK_NS * pages.pageCount
      if (left === 0) return true
      this.memory.scheduler.sleepFor(this.task, PASS_PAUSE_NS)
      yield BLOCK
    }
  }

  /** One page; false when there is no memory for it. */
  private *unuse(page: number): Work<boolean> {
    const { memory } = this
    const { pages, scheduler } = memory
    while (pages.has(page, P.LOCKED | P.WRITEBACK | P.QUEUED | P.READING | P.ORPHAN) || this.isIsolated(page)) {
      scheduler.sleepFor(this.task, POLL_NS)
      yield BLOCK
    }
    if (pages.has(page, P.RESIDENT)) {
      if (pages.has(page, P.SWAPCACHE)) this.keep(page)
      yield REMAP_NS
      return true
    }
    if (!pages.has(page, P.STORED)) return true
    if (!(yield* this.getFrame())) return false
    if (pages.has(page, P.RESIDENT | P.READING) || !pages.has(page, P.STORED)) {
      memory.zone.give(1, 'anon')
      return true
    }
    yield* this.readIn(page)
    return true
  }

  /** A reclaimer has it in its hands. */
  private isIsolated(page: number): boolean {
    const { pages } = this.memory
    return pages.has(page, P.RESIDENT) && pages.listOf(page) === P.NO_LIST
  }

  /** A page of the swap cache is the only copy from now on. */
  private keep(page: number): void {
    const { memory } = this
    memory.freeCopy(page)
    memory.pages.clear(page, P.SWAPCACHE | P.DIRTY)
    if (memory.pages.has(page, P.MAPPED)) return
    memory.pages.set(page, P.MAPPED)
    memory.observer?.pageMapped(page, false)
    this.broughtBack++
  }

  /** The page is locked in the swap cache while it is read; its owner waits for it or leaves. */
  private *readIn(page: number): Work {
    const { memory } = this
    const { pages, costs } = memory
    pages.set(page, P.RESIDENT | P.SWAPCACHE | P.LOCKED)
    if (memory.swapReader === null) yield costs.decompressNs
    else yield* memory.swapReader.read(this.task, page)
    memory.unlock(page)
    if (pages.has(page, P.ORPHAN)) return memory.reapOrphan(page)
    this.keep(page)
    memory.lru.add(page, false)
  }

  private *getFrame(): Work<boolean> {
    const { memory } = this
    for (let fruitless = 0; fruitless < MAX_FRUITLESS; fruitless++) {
      if (tryAllocate(memory, 'anon')) return true
      if ((yield* directReclaim(memory, this.task, 'direct')) > 0) fruitless = 0
    }
    return false
  }
}
