/** Lays out page records and puts the memory into the state in which the window starts. */
import type { Demand, DemandTask, InitialLot } from '../demand/demand'
import type { Random } from '../kernel/random'
import type { Memory } from '../reclaim/memory'
import * as P from '../reclaim/page-store'
import { AddressSpace } from './address-space'

/** Ranges of page records: one per task with memory, one for pages without a known owner, one for the page cache. */
export interface PageLayout {
  readonly pageCount: number
  readonly taskBase: readonly number[]
  readonly taskLimit: readonly number[]
  readonly unownedBase: number
  readonly fileBase: number
  readonly fileCount: number
}

/** Pages a task will ever own: what it has plus all it allocates. */
function capacityOf(task: DemandTask): number {
  const { program } = task
  let sum = task.residentPages + task.swappedPages
  for (let row = 0; row < program.rowCount; row++) sum += program.allocPages[row] as number
  return sum
}

/** Assigns ranges of records, in the order of the demand's tasks. */
export function layoutPages(demand: Demand, managedPages: number): PageLayout {
  const taskBase: number[] = []
  const taskLimit: number[] = []
  let next = 0
  let filePages = demand.initial.inactiveFilePages + demand.initial.activeFilePages
  for (const task of demand.tasks) {
    taskBase.push(next)
    next += capacityOf(task)
    taskLimit.push(next)
    for (let row = 0; row < task.program.rowCount; row++) filePages += task.program.filePages[row] as number
  }
  const unownedBase = next
  next += demand.initial.unownedAnonPages + demand.initial.unownedSwappedPages
  const fileCount = Math.min(filePages, managedPages)
  return { pageCount: next + fileCount, taskBase, taskLimit, unownedBase, fileBase: next, fileCount }
}

/** Address spaces of the demand's tasks, filled with what they own at the start. */
export function makeAddressSpaces(demand: Demand, layout: PageLayout): AddressSpace[] {
  return demand.tasks.map((task, i) => new AddressSpace(layout.taskBase[i] as number, task.residentPages + task.swappedPages, layout.taskLimit[i] as number))
}

/** Stores initially swapped pages; needs a frame source that always gives. */
export function storeInitialPages(memory: Memory, demand: Demand, layout: PageLayout): void {
  const storeRange = (first: number, count: number): void => {
    for (let page = first; page < first + count; page++) {
      if (!memory.store.store(page, memory.store.compressedBytes(page, 0), 0)) memory.refusingStore?.placeOnDevice(page)
      memory.pages.set(page, P.STORED | P.SHADOW)
    }
  }
  demand.tasks.forEach((task, i) => storeRange(layout.taskBase[i] as number, task.swappedPages))
  storeRange(layout.unownedBase, demand.initial.unownedSwappedPages)
}

/** Lots from the oldest to the youngest; by default unowned pages first, then tasks in order. */
function lotsOf(demand: Demand): readonly InitialLot[] {
  const { lots, unownedAnonPages } = demand.initial
  return lots ?? [{ task: -1, residentPages: unownedAnonPages }, ...demand.tasks.map((task, i) => ({ task: i, residentPages: task.residentPages }))]
}

/**
 * Puts resident pages on the LRU, oldest lot first; the oldest `activeAnonPages` go to the active list.
 * @param young probability that a page is young, by equal parts of the inactive list from the oldest pages on
 */
export function placeResidentPages(memory: Memory, demand: Demand, layout: PageLayout, young: readonly number[], random: Random): void {
  const { activeAnonPages, inactiveAnonPages } = demand.initial
  let placed = 0
  const youngShare = (): number => young[Math.min(young.length - 1, Math.max(0, Math.floor(((placed - activeAnonPages) / Math.max(1, inactiveAnonPages)) * young.length)))] ?? 0
  /** Next resident record and records left, per owner; index 0 is nobody. */
  const cursor = [layout.unownedBase + demand.initial.unownedSwappedPages, ...demand.tasks.map((task, i) => (layout.taskBase[i] as number) + task.swappedPages)]
  const left = [demand.initial.unownedAnonPages, ...demand.tasks.map((task) => task.residentPages)]
  const place = (owner: number, count: number): void => {
    for (let n = Math.min(count, left[owner] as number); n > 0; n--) {
      const page = cursor[owner] as number
      cursor[owner] = page + 1
      left[owner] = (left[owner] as number) - 1
      memory.pages.set(page, P.RESIDENT | P.MAPPED | (random.next() < youngShare() ? P.YOUNG : 0))
      memory.lru.add(page, placed++ < activeAnonPages)
    }
  }
  for (const lot of lotsOf(demand)) place(lot.task + 1, lot.residentPages)
  // what the lots left out
  for (let owner = 0; owner < left.length; owner++) place(owner, left[owner] as number)
  const { inactiveFilePages, activeFilePages } = demand.initial
  for (let i = 0; i < Math.min(inactiveFilePages + activeFilePages, layout.fileCount); i++) {
    memory.pages.set(layout.fileBase + i, P.RESIDENT | P.FILE)
    memory.lru.add(layout.fileBase + i, i < activeFilePages)
  }
}
