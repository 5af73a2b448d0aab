/**
 * Which part of a thread's pages was swapped out at a time: a coarse queue of pages in the order of their last use, from
 * which the recorded reclaim takes the oldest. Pages from before the window are one mixed lot at the head.
 */
import { residentAt, type MemorySpace } from './rss-evidence'

interface Lot {
  /** Candidate row, or -1 for the mixed lot from before the window. */
  readonly owner: number
  pages: number
}

export interface ShareInputs {
  /** Pages per candidate and interval. */
  readonly allocated: readonly Float64Array[]
  readonly swappedIn: readonly Float64Array[]
  /** Pages reclaimed per interval. */
  readonly reclaimed: Float64Array
  /** Anonymous pages resident and swapped at the window's start, owned by anybody. */
  readonly residentPages: number
  readonly swappedPages: number
}

/**
 * Expected swapped share of a candidate's pages in an interval: from its own resident size where rss_stat has it, else that
 * of all pages from before the window.
 */
export function swappedShares(threads: readonly number[], spaces: readonly MemorySpace[], edges: Float64Array, old: Float64Array): (candidate: number, interval: number) => number {
  const largest = new Map<number, { space: MemorySpace; pages: number }>()
  for (const space of spaces) {
    if (space.owner >= 0) largest.set(space.owner, { space, pages: space.pages.reduce((most, pages) => Math.max(most, pages), 0) })
  }
  return (candidate, interval) => {
    const known = largest.get(threads[candidate] ?? -1)
    const resident = known === undefined ? null : residentAt(known.space, edges[interval] as number)
    if (known === undefined || resident === null || known.pages <= 0) return old[interval] ?? 1
    return Math.min(1, Math.max(0, 1 - resident / known.pages))
  }
}

/** Takes the oldest pages; returns how many came from the mixed lot. */
function reclaimOldest(lots: Lot[], pages: number, residentOf: Float64Array): number {
  let left = pages
  let mixed = 0
  while (left > 0 && lots.length > 0) {
    const lot = lots[0] as Lot
    const taken = Math.min(left, lot.pages)
    lot.pages -= taken
    left -= taken
    if (lot.owner < 0) mixed += taken
    else residentOf[lot.owner] = (residentOf[lot.owner] as number) - taken
    if (lot.pages <= 1e-9) lots.shift()
  }
  return mixed
}

/**
 * Share of the pages from before the window that is swapped out, at the start of each interval (0..1). These are the pages
 * that returning apps touch again.
 */
export function swappedShareOfOldPages(inputs: ShareInputs): Float64Array {
  const intervals = inputs.reclaimed.length
  const shares = new Float64Array(intervals)
  const lots: Lot[] = [{ owner: -1, pages: inputs.residentPages }]
  const residentOf = new Float64Array(inputs.allocated.length)
  const all = Math.max(1, inputs.residentPages + inputs.swappedPages)
  let swapped = inputs.swappedPages
  for (let k = 0; k < intervals; k++) {
    shares[k] = Math.min(1, swapped / all)
    let returned = 0
    inputs.allocated.forEach((row, t) => {
      const pages = row[k] as number
      const back = inputs.swappedIn[t]?.[k] ?? 0
      if (pages + back <= 0) return
      lots.push({ owner: t, pages: pages + back })
      residentOf[t] = (residentOf[t] as number) + pages + back
      returned += back
    })
    swapped = Math.max(0, swapped - returned) + reclaimOldest(lots, inputs.reclaimed[k] as number, residentOf)
  }
  return shares
}
