/** Memory at the start of the window where no counter tells it: that of a phone in use whose kswapd has just gone to sleep. */
import type { InitialLevels } from './initial-state'

/** Size of the machine, pages. */
export interface MemorySize {
  readonly managedPages: number
  /** High watermark: kswapd stops there. */
  readonly highPages: number
}

/** Typical parts of a phone's memory in /proc/meminfo; the rest is the kernel, graphics and the compressed pool. */
const ANON_SHARE = 0.35
const FILE_SHARE = 0.3
/** All that can be known or assumed together. */
const MAX_SHARE = 0.95

export interface AssumedLevels {
  readonly levels: InitialLevels
  /** What was assumed, in words. */
  readonly assumed: readonly string[]
}

/** A type of memory with nothing known: half of it on either list. */
function halves(pages: number): { readonly inactive: number; readonly active: number } {
  const active = Math.floor(pages / 2)
  return { inactive: pages - active, active }
}

/**
 * Fills in the levels that were not recorded; what was recorded stays.
 * @param ownedPages resident pages that tasks own for certain: there are at least so many
 */
export function assumeLevels(levels: InitialLevels, size: MemorySize, ownedPages: number): AssumedLevels {
  const free = levels.freePages ?? Math.min(size.highPages, Math.floor(size.managedPages * (1 - MAX_SHARE)))
  const knownFile = levels.inactiveFilePages === null && levels.activeFilePages === null ? null : (levels.inactiveFilePages ?? 0) + (levels.activeFilePages ?? 0)
  const room = Math.max(0, Math.floor(size.managedPages * MAX_SHARE) - free)
  const anon = levels.anonPages ?? Math.max(ownedPages, Math.min(Math.floor(size.managedPages * ANON_SHARE), room - (knownFile ?? 0)))
  const file = halves(Math.min(Math.floor(size.managedPages * FILE_SHARE), Math.max(0, room - anon)))
  const lists = halves(anon)
  const assumed = [
    ...(levels.freePages === null ? [`free memory at the high watermark (${free} pages)`] : []),
    ...(levels.anonPages === null ? [`${anon} anonymous pages`] : []),
    ...(knownFile === null ? [`${file.inactive + file.active} pages of page cache`] : [])
  ]
  return {
    assumed,
    levels: {
      ...levels, freePages: free, anonPages: anon,
      ...(levels.anonPages === null ? { inactiveAnonPages: lists.inactive, activeAnonPages: lists.active } : {}),
      ...(knownFile === null ? { inactiveFilePages: file.inactive, activeFilePages: file.active } : {})
    }
  }
}
