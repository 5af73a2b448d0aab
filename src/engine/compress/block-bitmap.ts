/** Blocks of zram's backing device (`alloc_block_bdev`, `free_block_bdev`): one page each, always the lowest free one, block 0 is never used. */

const FULL = -1
/** Returned when no block is free. */
export const NO_BLOCK = 0

export class BlockBitmap {
  readonly blockCount: number
  private readonly words: Int32Array
  /** No word below this one has a free bit. */
  private firstFreeWord = 0
  private used = 0

  /** @param blockCount size of the device in pages, block 0 included */
  constructor(blockCount: number) {
    this.blockCount = blockCount
    this.words = new Int32Array((blockCount + 31) >>> 5)
    if (this.words.length > 0) this.words[0] = 1
  }

  /** Blocks in use (bd_stat `bd_count`). */
  get usedBlocks(): number {
    return this.used
  }

  /** Takes the lowest free block; `NO_BLOCK` when the device is full. */
  alloc(): number {
    let word = this.firstFreeWord
    while (word < this.words.length && this.words[word] === FULL) word++
    this.firstFreeWord = word
    const free = ~(this.words[word] ?? FULL)
    const bit = 31 - Math.clz32(free & -free)
    const block = word * 32 + bit
    if (free === 0 || block >= this.blockCount) return NO_BLOCK
    this.words[word] = (this.words[word] ?? 0) | (1 << bit)
    this.used++
    return block
  }

  /** Gives a block back. Freeing a block that is not in use is a bug and throws. */
  free(block: number): void {
    const word = block >>> 5
    const mask = 1 << (block & 31)
    if (block <= 0 || block >= this.blockCount || ((this.words[word] ?? 0) & mask) === 0) throw new RangeError(`block ${block} is not in use`)
    this.words[word] = (this.words[word] ?? 0) & ~mask
    this.firstFreeWord = Math.min(this.firstFreeWord, word)
    this.used--
  }

  /** True while the block is in use. */
  has(block: number): boolean {
    return block > 0 && block < this.blockCount && ((this.words[block >>> 5] ?? 0) & (1 << (block & 31))) !== 0
  }
}
