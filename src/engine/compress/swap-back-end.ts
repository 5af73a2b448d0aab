/** How faults and reclaim reach a swap back end that is more than compressed memory. Implemented by the `swap-task-*` files. */
import type { SimTask, Work } from '../cpu/task'

/** Reads a page for a fault. */
export interface SwapReader {
  /** Yields CPU time and sleeps; returns whether the stored copy stays valid beside the page. */
  read(task: SimTask, page: number): Work<boolean>
}

/** Writes pages to a store that may refuse them (zswap before a swap device). */
export interface RefusingStore {
  /** Refused pages return to memory at once and are activated, instead of going to the swap device. */
  readonly keepsRefused: boolean
  /** A reclaimer writes a page. Returns its CPU time in ns, negative when the page stays in memory. Afterwards it may be under writeback. */
  writeOut(page: number): number
  /** A page of the initial state that the store refused is on the device. */
  placeOnDevice(page: number): void
  /** A compression thread writes a locked page; `onStored` when it is in the store, else its write to the device has begun. */
  writeLocked(page: number, reserve: number, onStored: () => void, isCompressed?: boolean): Work
}

/** Reclaim of caches (shrink_slab) at a priority, on the reclaimer's CPU. */
export type SlabShrinker = (priority: number, task: SimTask) => Work
