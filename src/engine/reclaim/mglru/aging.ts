/** When and how the multi-gen LRU makes a new generation (should_run_aging, try_to_inc_max_seq, mm/vmscan.c, Linux 6.1). */
import type { CostParameters } from '../../model-parameters'
import { ANON, FILE, MIN_GENERATIONS } from './constants'
import type { Generations } from './generations'
import type { PageTables, WalkWork } from './page-tables'

/**
 * Costs relative to keeping a page after an rmap walk (lock, anon_vma, descent of the page table, reference check), for which a
 * trace has evidence. Assumed: orders of magnitude from what the code touches. Reading one page-table entry next to the last:
 * no page struct, no lock.
 */
const ENTRY_SHARE = 0.02
/** One page struct touched and changed: promoted through its entry, moved between lists, or passed over by a scan. */
export const TOUCH_SHARE = 0.1

/** Result of should_run_aging(). */
export interface AgingNeed {
  readonly isNeeded: boolean
  /** Pages of all generations >> priority. */
  readonly scanTarget: number
}

/** CPU time of looking at page-table entries and promoting pages, ns. */
export function walkCostNs(work: WalkWork, costs: CostParameters): number {
  return costs.scanKeptNs * (work.entries * ENTRY_SHARE + work.promoted * TOUCH_SHARE)
}

/** should_run_aging(): two generations left, or three of which the youngest is too large or the oldest too small. */
export function needsAging(generations: Generations, canSwap: boolean, priority: number): AgingNeed {
  const { maxSeq, minSeq } = generations
  let total = 0
  let young = 0
  let old = 0
  for (const type of canSwap ? ([ANON, FILE] as const) : ([FILE] as const)) {
    for (let seq = minSeq[type]; seq <= maxSeq; seq++) {
      const size = generations.size(type, seq)
      total += size
      if (seq === maxSeq) young += size
      else if (seq + MIN_GENERATIONS === maxSeq) old += size
    }
  }
  const spare = maxSeq - minSeq[canSwap ? ANON : FILE] - MIN_GENERATIONS
  const isUneven = young * MIN_GENERATIONS > total || old * (MIN_GENERATIONS + 2) < total
  return { isNeeded: spare < 0 || (spare === 0 && isUneven), scanTarget: total >> priority }
}

/** try_to_inc_max_seq(): walks all page tables, then opens a new generation. Returns its cost in ns. */
export function makeGeneration(generations: Generations, tables: PageTables, canSwap: boolean, costs: CostParameters): number {
  const work = tables.walk()
  generations.increaseMax(canSwap)
  return walkCostNs(work, costs)
}
