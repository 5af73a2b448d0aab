/** Recompression with a second algorithm (drivers/block/zram/zram_drv.c `recompress_store`, `recompress_slot`). */
import { algorithmBytes, type AlgorithmModel } from './algorithms'
import {
  SLOT_HUGE, SLOT_IDLE, SLOT_INCOMPRESSIBLE, SLOT_RECOMPRESSED, SLOT_SAME, SLOT_STORED, SLOT_WRITTEN_BACK, STORE_REJECTED, type ZramDevice
} from './zram-device'

/** `type=` of the recompress attribute; null = every slot. */
export type RecompressKind = 'idle' | 'huge' | 'huge_idle' | null

const NEEDED_FLAGS = { idle: SLOT_IDLE, huge: SLOT_HUGE, huge_idle: SLOT_HUGE | SLOT_IDLE } as const

export interface RecompressOptions {
  readonly kind: RecompressKind
  /** Slots with smaller objects are left alone, bytes. */
  readonly thresholdBytes: number
  /** At most this many slots are tried; null = all. */
  readonly maxPages: number | null
  /** Where the pass goes on; absent = at the first slot. */
  readonly firstSlot?: number
  readonly from: AlgorithmModel
  readonly to: AlgorithmModel
  /** CPU time per page under LZ4, ns. */
  readonly lz4Costs: { readonly compressNs: number; readonly decompressNs: number }
}

export interface RecompressPass {
  readonly triedPages: number
  readonly smallerPages: number
  /** Bytes by which their objects got smaller. */
  readonly savedBytes: number
  /** Page frames to give back; those taken went through `takeFrames`. */
  readonly freedFrames: number
  readonly cpuNs: number
  /** Where the next pass goes on; the number of slots when all were seen, or memory ran out. */
  readonly nextSlot: number
}

/**
 * Recompresses slots in slot order. A slot is only replaced when its new object lands in a smaller zsmalloc class; otherwise
 * it is marked incompressible. Either way it is not tried again; `SLOT_RECOMPRESSED` tells which algorithm its object has.
 * @param takeFrames takes page frames for the pool; false stops the pass (the slot stays as it was)
 */
export function recompress(zram: ZramDevice, options: RecompressOptions, takeFrames: (count: number) => boolean): RecompressPass {
  const { from, to, lz4Costs } = options
  const tryNs = lz4Costs.decompressNs * from.decompressRatio + lz4Costs.compressNs * to.compressRatio
  let triedPages = 0
  let smallerPages = 0
  let savedBytes = 0
  let freedFrames = 0
  let cpuNs = 0
  let slot = options.firstSlot ?? 0
  for (; slot < zram.disksizePages && triedPages < (options.maxPages ?? Infinity); slot++) {
    if (!isCandidate(zram, slot, options)) continue
    triedPages++
    const isHuge = (zram.flagsOf(slot) & SLOT_HUGE) !== 0
    // A whole page needs no decompression first.
    cpuNs += isHuge ? lz4Costs.compressNs * to.compressRatio : tryNs
    const before = zram.sizeOf(slot)
    const bytes = rescaled(before, from, to, zram.pageSizeBytes)
    if (!zram.isSmallerClass(bytes, before)) {
      zram.mark(slot, SLOT_INCOMPRESSIBLE)
      continue
    }
    const needed = zram.needPages(bytes)
    if (needed > 0 && !takeFrames(needed)) {
      slot = zram.disksizePages
      break
    }
    const freed = zram.commit(slot, bytes)
    if (freed === STORE_REJECTED) {
      freedFrames += needed
      slot = zram.disksizePages
      break
    }
    zram.mark(slot, SLOT_RECOMPRESSED)
    freedFrames += freed
    smallerPages++
    savedBytes += before - bytes
  }
  return { triedPages, smallerPages, savedBytes, freedFrames, cpuNs, nextSlot: slot }
}

function isCandidate(zram: ZramDevice, slot: number, options: RecompressOptions): boolean {
  const flags = zram.flagsOf(slot)
  const needed = options.kind === null ? 0 : NEEDED_FLAGS[options.kind]
  if ((flags & SLOT_STORED) === 0 || (flags & needed) !== needed) return false
  if ((flags & (SLOT_SAME | SLOT_WRITTEN_BACK | SLOT_INCOMPRESSIBLE | SLOT_RECOMPRESSED)) !== 0) return false
  return zram.sizeOf(slot) >= options.thresholdBytes
}

function rescaled(bytes: number, from: AlgorithmModel, to: AlgorithmModel, pageSize: number): number {
  if (bytes >= pageSize) return pageSize
  return algorithmBytes(to, Math.min(pageSize - 1, Math.round(bytes / from.sizeRatio)), pageSize)
}
