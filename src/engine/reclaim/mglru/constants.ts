/** Sizes of the multi-gen LRU (include/linux/mmzone.h, Linux 6.1). */

/** Page types in the kernel's order: ANON_AND_FILE. */
export const ANON = 0
export const FILE = 1
export type PageType = typeof ANON | typeof FILE

export const MIN_GENERATIONS = 2
export const MAX_GENERATIONS = 4
export const TIER_COUNT = 4
/** MIN_LRU_BATCH: BITS_PER_LONG. */
export const MIN_BATCH = 64
/** MAX_LRU_BATCH. */
export const MAX_BATCH = 64 * MIN_BATCH
/** Largest value of the reference bits (LRU_REFS_MASK, two bits); with PG_workingset the count reaches one more. */
export const MAX_REFS = 3

/** order_base_2(refs + 1). */
const TIERS = [0, 1, 2, 2, 3] as const

/** lru_tier_from_refs(), for 0 .. MAX_REFS + 1 references. */
export function tierOf(refs: number): number {
  return TIERS[refs] as number
}
