/** Slots of a zram device with a backing device: when each was accessed, which are chosen for writeback, where they are. */
import { recompress, type RecompressOptions, type RecompressPass } from './recompress'
import type { StorePolicy } from './store-policy'
import type { FrameSource } from './swap-store'
import { selectForWriteback, type WritebackKind } from './writeback-select'
import type { WritebackDevice, WritebackStop } from './writeback-device'
import { SLOT_CHOSEN, SLOT_IDLE, SLOT_SAME, SLOT_STORED, SLOT_WRITTEN_BACK, type ZramDevice } from './zram-device'

/** Accessed before the run began. */
const LONG_AGO_NS = -Infinity

export class ZramWriteback implements StorePolicy {
  private readonly accessedNs: Float64Array

  constructor(
    private readonly zram: ZramDevice,
    readonly books: WritebackDevice,
    private readonly frames: FrameSource,
    /** Null while the initial state is set up. */
    private readonly nowNs: () => number | null
  ) {
    this.accessedNs = new Float64Array(zram.disksizePages).fill(LONG_AGO_NS)
  }

  get slotCount(): number {
    return this.zram.disksizePages
  }

  admits(): boolean {
    return true
  }

  stored(slot: number): void {
    this.accessedNs[slot] = this.nowNs() ?? LONG_AGO_NS
  }

  released(slot: number): void {
    this.books.releaseBlock(this.zram, slot)
  }

  /** Marks slots idle that nobody accessed for `ageNs` (idle attribute with an age). */
  markIdle(ageNs: number): void {
    const { zram } = this
    const before = (this.nowNs() ?? 0) - ageNs
    for (let slot = 0; slot < zram.disksizePages; slot++) {
      const flags = zram.flagsOf(slot)
      if ((flags & SLOT_STORED) !== 0 && (flags & (SLOT_SAME | SLOT_WRITTEN_BACK)) === 0 && (this.accessedNs[slot] as number) <= before) zram.mark(slot, SLOT_IDLE)
    }
  }

  /** Recompresses slots; the pool takes frames while `reserve` stay free, and gives back what it no longer needs. */
  recompress(options: RecompressOptions, reserve: number): RecompressPass {
    const pass = recompress(this.zram, options, (count) => this.frames.takePool(count, reserve))
    if (pass.freedFrames > 0) this.frames.givePool(pass.freedFrames)
    return pass
  }

  /** CPU time of decompressing what a slot holds, ns. */
  decompressNs(slot: number): number {
    return this.books.decompressNs(this.zram, slot)
  }

  /** Chooses the slots of one pass, in the order in which they are written. */
  choose(kind: WritebackKind): Int32Array {
    const slots = selectForWriteback(this.zram, kind)
    for (const slot of slots) this.zram.mark(slot, SLOT_CHOSEN)
    return slots
  }

  /** A pass ended early: the rest is no longer chosen (release_pp_slot). */
  letGo(slots: Int32Array, from: number): void {
    for (let i = from; i < slots.length; i++) this.zram.unmark(slots[i] as number, SLOT_CHOSEN)
  }

  isChosen(slot: number): boolean {
    return (this.zram.flagsOf(slot) & SLOT_CHOSEN) !== 0
  }

  /** A block for the next write, or why there is none. */
  start(): number | WritebackStop {
    return this.books.start(this.zram)
  }

  prepareNs(slot: number): number {
    return this.books.prepareNs(this.zram, slot)
  }

  /** Ends a write; pool frames of a slot that left memory become free. */
  finish(slot: number, block: number, hasSucceeded: boolean): void {
    const freed = this.books.finish(this.zram, slot, block, hasSucceeded)
    if (freed > 0) this.frames.givePool(freed)
  }

  /** A fault reads the slot. `memory`: it is still there. Else on the device, to be decompressed after the read or not. */
  load(slot: number): 'memory' | 'compressed' | 'raw' {
    this.accessedNs[slot] = this.nowNs() ?? LONG_AGO_NS
    this.zram.load(slot)
    if ((this.zram.flagsOf(slot) & SLOT_WRITTEN_BACK) === 0) return 'memory'
    return this.books.noteRead(this.zram, slot) ? 'compressed' : 'raw'
  }
}
