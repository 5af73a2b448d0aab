/**
 * The swap cache's own memory (mm/swap_state.c add_to_swap_cache, lib/xarray.c): an xarray leaf holds 64 neighbouring slots, and a
 * page of the `radix_tree_node` slab holds 7 leaves. A reclaimer allocates a leaf with GFP_NOWAIT under PF_MEMALLOC, so it may use
 * the last free page; with none left only slots in existing leaves can be used. Upper levels (a 64th of the leaves) are left out.
 */

/** XA_CHUNK_SIZE. */
const SLOTS_PER_LEAF = 64
/** Objects of 576 bytes in a page, the slab's smallest order, which is what there is under pressure. */
const LEAVES_PER_SLAB = 7

/** Gets and returns single page frames for slabs; false when there is none. */
export interface SlabFrames {
  takeSlab(): boolean
  giveSlab(): void
}

export class SwapCacheNodes {
  /** The next slot that the allocator hands out: clusters of free slots are used one after the other. */
  private nextSlot = 0
  /** Leaf that a page's slot lies in, by page. */
  private readonly leafOf: Int32Array
  /** Pages in a leaf, and its slab (-1: the leaf does not exist), by leaf. */
  private readonly leafPages: number[] = []
  private readonly leafSlab: number[] = []
  /** Leaves in a slab; slabs that have room, the last used first; ids of slabs given back. */
  private readonly slabLeaves: number[] = []
  private readonly roomySlabs: number[] = []
  private readonly retiredSlabs: number[] = []

  constructor(pageCount: number, private readonly frames: SlabFrames) {
    this.leafOf = new Int32Array(pageCount).fill(-1)
  }

  /** Gives the page a slot and a place in the cache. False without memory for a leaf: the slot goes back to the end of the row. */
  add(page: number): boolean {
    const leaf = Math.floor(this.nextSlot++ / SLOTS_PER_LEAF)
    if ((this.leafSlab[leaf] ?? -1) < 0 && !this.makeLeaf(leaf)) return false
    this.leafPages[leaf] = (this.leafPages[leaf] as number) + 1
    this.leafOf[page] = leaf
    return true
  }

  /** The page leaves the cache; an empty leaf is freed, and an empty slab with it. No effect on a page that is not in it. */
  remove(page: number): void {
    const leaf = this.leafOf[page] as number
    if (leaf < 0) return
    this.leafOf[page] = -1
    const left = (this.leafPages[leaf] as number) - 1
    this.leafPages[leaf] = left
    if (left > 0) return
    this.freeLeaf(leaf)
  }

  private makeLeaf(leaf: number): boolean {
    const slab = this.roomySlabs.at(-1) ?? this.makeSlab()
    if (slab < 0) return false
    const leaves = (this.slabLeaves[slab] as number) + 1
    this.slabLeaves[slab] = leaves
    if (leaves === LEAVES_PER_SLAB) this.roomySlabs.pop()
    while (this.leafSlab.length < leaf) this.leafSlab.push(-1)
    this.leafSlab[leaf] = slab
    this.leafPages[leaf] = 0
    return true
  }

  private makeSlab(): number {
    if (!this.frames.takeSlab()) return -1
    const slab = this.retiredSlabs.pop() ?? this.slabLeaves.length
    this.slabLeaves[slab] = 0
    this.roomySlabs.push(slab)
    return slab
  }

  private freeLeaf(leaf: number): void {
    const slab = this.leafSlab[leaf] as number
    this.leafSlab[leaf] = -1
    const leaves = (this.slabLeaves[slab] as number) - 1
    this.slabLeaves[slab] = leaves
    if (leaves === LEAVES_PER_SLAB - 1) this.roomySlabs.unshift(slab)
    if (leaves > 0) return
    this.roomySlabs.splice(this.roomySlabs.indexOf(slab), 1)
    this.retiredSlabs.push(slab)
    this.frames.giveSlab()
  }
}
