/** How much memory each exit of the window gave back, and the order in which reclaim would have met it. */
import type { Trace } from '../trace/trace'
import type { AnonBalance } from './anon-balance'
import { intervalDeltas } from './counters'
import { intervalsOfExit, type ThreadExit } from './exits'

export interface ExitMemory {
  /** Pages it freed from memory, and swap slots it gave back; null slots: not recorded. */
  readonly residentPages: number
  readonly swappedPages: number | null
}

/** Swap slots given back without being read: written minus read minus what the pool still holds. */
function slotsFreed(trace: Trace, edges: Float64Array, pageSize: number): Float64Array | null {
  const out = intervalDeltas(trace, 'pswpout', edges)
  const back = intervalDeltas(trace, 'pswpin', edges)
  const bytes = intervalDeltas(trace, 'zram_orig_data_size', edges)
  if (out === null || bytes === null) return null
  return out.map((pages, k) => pages - (back?.[k] ?? 0) - (bytes[k] as number) / pageSize)
}

/** Pages of compressed pool per swapped page, where nothing but the free list shows that the pool shrank. */
const ASSUMED_POOL_RATIO = 0.45

/**
 * Without the pool's own counters: free pages that appeared in an interval although nothing in memory was freed or reclaimed
 * are pool pages of dropped slots.
 */
function slotsFromFreeList(trace: Trace, balance: AnonBalance, edges: Float64Array): Float64Array | null {
  const free = intervalDeltas(trace, 'nr_free_pages', edges)
  if (free === null) return null
  return free.map((pages, k) => {
    const explained = (balance.freed[k] as number) + (balance.reclaimed[k] as number) - (balance.allocated[k] as number) - (balance.swappedIn[k] as number)
    return Math.max(0, pages - explained) / ASSUMED_POOL_RATIO
  })
}

/** Exits that free less are those of small helpers: not worth an owner. */
const MIN_EXIT_PAGES = 256

/**
 * Memory given back per exiting thread. Exits that share an interval share it by the length of their dying: the one that
 * took longest freed most.
 */
export function measureExits(trace: Trace, balance: AnonBalance | null, exits: Iterable<ThreadExit>, edges: Float64Array, pageSize: number): Map<number, ExitMemory> {
  const memory = new Map<number, ExitMemory>()
  if (balance === null) return memory
  const final = [...exits].filter((exit) => exit.endsProcess)
  const claims = new Float64Array(edges.length - 1)
  const weight = (exit: ThreadExit): number => Math.max(1e5, exit.endNs - exit.fromNs)
  for (const exit of final) {
    const [from, to] = intervalsOfExit(exit, edges)
    for (let k = from; k <= to; k++) claims[k] = (claims[k] as number) + weight(exit)
  }
  const slots = slotsFreed(trace, edges, pageSize) ?? slotsFromFreeList(trace, balance, edges)
  for (const exit of final) {
    const [from, to] = intervalsOfExit(exit, edges)
    let resident = 0
    let swapped = 0
    for (let k = from; k <= to; k++) {
      const part = weight(exit) / (claims[k] as number)
      resident += part * (balance.freed[k] as number)
      swapped += part * (slots?.[k] ?? 0)
    }
    if (resident + Math.max(0, swapped) >= MIN_EXIT_PAGES) memory.set(exit.thread, { residentPages: resident, swappedPages: slots === null ? null : Math.max(0, swapped) })
  }
  return memory
}
