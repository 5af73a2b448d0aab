/** Which slots a writeback pass takes (drivers/block/zram/zram_drv.c `scan_slots_for_writeback`, `select_pp_slot`). */
import { SLOT_HUGE, SLOT_IDLE, SLOT_INCOMPRESSIBLE, SLOT_SAME, SLOT_STORED, SLOT_WRITTEN_BACK, type ZramDevice } from './zram-device'

/** What is written to the `writeback` attribute. */
export const WRITEBACK_KINDS = ['idle', 'huge', 'huge_idle', 'incompressible'] as const
export type WritebackKind = (typeof WRITEBACK_KINDS)[number]

/** Flags that a slot needs for each kind. */
const NEEDED_FLAGS = {
  idle: SLOT_IDLE, huge: SLOT_HUGE, huge_idle: SLOT_HUGE | SLOT_IDLE, incompressible: SLOT_INCOMPRESSIBLE
} as const satisfies Record<WritebackKind, number>

/** PP_BUCKET_SIZE_RANGE: slots are taken by size class of this many bytes, largest first. */
const BUCKET_BYTES = 32

/**
 * Candidates in the order in which they are written: largest objects first, as they free most memory per block; within a
 * bucket the highest slot first (the kernel puts each at the head of its list).
 * @returns slot numbers
 */
export function selectForWriteback(zram: ZramDevice, kind: WritebackKind): Int32Array {
  const needed = NEEDED_FLAGS[kind]
  const bucketCount = Math.floor(zram.pageSizeBytes / BUCKET_BYTES) + 1
  const heads = new Int32Array(bucketCount).fill(-1)
  const next = new Int32Array(zram.disksizePages)
  let count = 0
  for (let slot = 0; slot < zram.disksizePages; slot++) {
    const flags = zram.flagsOf(slot)
    if ((flags & SLOT_STORED) === 0 || (flags & (SLOT_WRITTEN_BACK | SLOT_SAME)) !== 0 || (flags & needed) !== needed) continue
    const bucket = Math.floor(zram.sizeOf(slot) / BUCKET_BYTES)
    next[slot] = heads[bucket] ?? -1
    heads[bucket] = slot
    count++
  }
  const order = new Int32Array(count)
  let at = 0
  for (let bucket = bucketCount - 1; bucket >= 0; bucket--) {
    for (let slot = heads[bucket] ?? -1; slot !== -1; slot = next[slot] ?? -1) order[at++] = slot
  }
  return order
}
