/**
 * Remembers what runs of bytes meant. Recordings repeat themselves: the task, CPU and flags at the start of a line, the thread that a
 * switch names. A run that was read before is recognised by comparing eight bytes at a time, which is several times faster than
 * reading it again, and as exact: equal bytes mean the same. One place per hash; who comes later replaces who was there.
 */
import type { TextBlock } from './bytes'

/** Runs are compared as doubles: equal ones are equal bytes but for zeros of either sign, which are not kept, and NaN, which is never found. */
const STEP = 8
const SLOT_BITS = 12
const SLOTS = 1 << SLOT_BITS
/** Few runs need few places: most captures are small. */
const FIRST_SLOT_BITS = 9
/** So many runs kept, each maybe in the place of another, call for all places. */
const KEPT_BEFORE_GROWTH = 2 << FIRST_SLOT_BITS
const HASH_BITS = 32
const SLOT_STEPS = 12
/** Longer runs are not remembered. */
const MAX_RUN_BYTES = SLOT_STEPS * STEP
/** Bytes that the hash is made of. */
const HASHED_BYTES = 28
export const NOT_FOUND = -1

export class RunMemory {
  /** Slots are below this: for what the user of this memory notes per slot. */
  static readonly slots = SLOTS
  /** Bytes of the run in each slot; 0 = none. */
  readonly lengths = new Uint8Array(SLOTS)
  /** A run from its start, its last eight bytes at the end. */
  private steps = new Float64Array((1 << FIRST_SLOT_BITS) * SLOT_STEPS)
  private hashShift = HASH_BITS - FIRST_SLOT_BITS
  private kept = 0

  /** Slot of the remembered run that stands at `start`. `hashedAt`: where in it the bytes are in which runs differ. */
  find(block: TextBlock, start: number, hashedAt: number): number {
    if (start + MAX_RUN_BYTES > block.size || hashedAt + HASHED_BYTES > block.size) return NOT_FOUND
    const view = block.view
    const slot = hashOf(view, hashedAt) >>> this.hashShift
    const length = this.lengths[slot] ?? 0
    if (length === 0) return NOT_FOUND
    const steps = this.steps
    const last = start + length - STEP
    let step = slot * SLOT_STEPS
    for (let at = start; at < last; at += STEP) {
      if (view.getFloat64(at, true) !== steps[step]) return NOT_FOUND
      step += 1
    }
    return view.getFloat64(last, true) === steps[step] ? slot : NOT_FOUND
  }

  /** Remembers the run `[start, end)`; returns its slot, or `NOT_FOUND` when it cannot be kept: too short, too long, too near the end of the block. */
  keep(block: TextBlock, start: number, end: number, hashedAt: number): number {
    const length = end - start
    if (length < STEP || length > MAX_RUN_BYTES || start + MAX_RUN_BYTES > block.size || hashedAt + HASHED_BYTES > block.size) return NOT_FOUND
    this.kept += 1
    if (this.kept === KEPT_BEFORE_GROWTH) this.grow()
    const slot = hashOf(block.view, hashedAt) >>> this.hashShift
    const last = end - STEP
    let step = slot * SLOT_STEPS
    this.lengths[slot] = 0
    for (let at = start; ; at = Math.min(at + STEP, last)) {
      const bits = block.view.getFloat64(at, true)
      if (bits === 0) return NOT_FOUND
      this.steps[step] = bits
      step += 1
      if (at === last) break
    }
    this.lengths[slot] = length
    return slot
  }

  /** All places, and nothing remembered. */
  private grow(): void {
    this.steps = new Float64Array(SLOTS * SLOT_STEPS)
    this.hashShift = HASH_BITS - SLOT_BITS
    this.lengths.fill(0)
  }
}

/** The high bits of products depend on all bits of the words. */
function hashOf(view: DataView, at: number): number {
  return (
    Math.imul(view.getInt32(at, true), 0x9e3779b1) ^ Math.imul(view.getInt32(at + 4, true), 0x85ebca77) ^
    Math.imul(view.getInt32(at + 8, true), 0xc2b2ae3d) ^ Math.imul(view.getInt32(at + 12, true), 0x27d4eb2f) ^
    Math.imul(view.getInt32(at + 16, true), 0x165667b1) ^ Math.imul(view.getInt32(at + 20, true), 0xd3a2646d) ^
    Math.imul(view.getInt32(at + 24, true), 0xfd7046c5)
  )
}
