/**
 * Writing one anonymous page to the swap device in the caller's context (mm/page_io.c swap_writepage,
 * drivers/block/zram/zram_drv.c __zram_bvec_write). The caller has put the page into the swap cache and cleared DIRTY.
 */
import type { Memory } from '../reclaim/memory'
import * as P from '../reclaim/page-store'

/** CPU time of compressing an object of that size: same-filled pages are only compared. */
export function compressCostNs(memory: Memory, bytes: number): number {
  return bytes === 0 ? memory.costs.sameFilledNs : memory.costs.compressNs
}

/** Books a finished write: the page is clean and its data stored. */
export function finishWrite(memory: Memory, page: number): void {
  memory.pages.set(page, P.STORED)
  memory.recorder.counters.written++
}

/** Books a failed write: dirtied again, PG_reclaim dropped (end_swap_bio_write). */
export function failWrite(memory: Memory, page: number): void {
  memory.pages.set(page, P.DIRTY)
  memory.pages.clear(page, P.RECLAIM)
  memory.recorder.counters.failedStores++
}

/** folio_end_writeback(): pages marked for reclaim rotate to the tail. */
export function endWriteback(memory: Memory, page: number, ok: boolean): void {
  memory.pages.clear(page, P.WRITEBACK)
  if (memory.pages.take(page, P.RECLAIM) && ok) memory.lru.rotate(page)
}

/** The end of an asynchronous write, well or not; `settle` clears what held the page. A page whose owner has gone is freed. */
export function endWrite(memory: Memory, page: number, stored: boolean, settle: (memory: Memory, page: number, ok: boolean) => void): void {
  const orphan = memory.pages.has(page, P.ORPHAN)
  if (stored) finishWrite(memory, page)
  else if (!orphan) failWrite(memory, page)
  settle(memory, page, stored && !orphan)
  // an orphan that is isolated is freed by its reclaimer
  if (!orphan || memory.pages.listOf(page) === P.NO_LIST) return
  memory.lru.remove(page)
  memory.reapOrphan(page)
}

/**
 * Synchronous write by a task that may use all reserves (kswapd and direct reclaimers run with PF_MEMALLOC).
 * When the pool cannot grow, zram fails and the block layer tries the whole write once more.
 * @returns CPU time in ns, negative when the write failed.
 */
export function writeSynchronously(memory: Memory, page: number): number {
  const { store, pages, recorder } = memory
  if (memory.refusingStore !== null) return memory.refusingStore.writeOut(page)
  const bytes = store.compressedBytes(page, pages.versionOf(page))
  const costNs = compressCostNs(memory, bytes)
  recorder.counters.pswpout++
  if (store.store(page, bytes, 0)) {
    finishWrite(memory, page)
    return costNs
  }
  recorder.counters.writeStalls++
  failWrite(memory, page)
  return -2 * costNs
}
