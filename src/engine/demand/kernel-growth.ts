/**
 * Memory that is on no LRU list and not in the compressed pool: page tables, slab, per-CPU lists. It grows with what apps
 * allocate and reclaim cannot take it, so it presses on free memory like allocation does.
 */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { namedLevel } from './counters'

/** More than this share of the allocation is no bookkeeping: something else (a driver, a ramdisk) grew. */
const MAX_SHARE = 0.05
const MIN_ALLOCATED_PAGES = 4096

const LEVELS = ['nr_free_pages', 'nr_inactive_anon', 'nr_active_anon', 'nr_inactive_file', 'nr_active_file']

/**
 * Kernel pages per anonymous page allocated in the window, 0..0.05; null when a level is missing or too little was allocated.
 * @param allocatedPages anonymous pages allocated in the window.
 */
export function kernelPagesPerPage(trace: Trace, window: TimeWindow, allocatedPages: number, pageSize: number): number | null {
  if (allocatedPages < MIN_ALLOCATED_PAGES) return null
  const known = (tsNs: number): number | null => {
    const pool = namedLevel(trace, 'zram_mem_used_total', tsNs)
    if (pool === null) return null
    return LEVELS.reduce<number | null>((sum, name) => {
      const level = namedLevel(trace, name, tsNs)
      return sum === null || level === null ? null : sum + level
    }, pool / pageSize)
  }
  const before = known(window.startNs)
  const after = known(window.endNs)
  if (before === null || after === null) return null
  return Math.min(MAX_SHARE, Math.max(0, (before - after) / allocatedPages))
}
