/**
 * LZ4 by pages: lz4js' block functions with buffers that are made once. A frame would add 15 bytes per page and cost more
 * than twice the time; zram stores bare blocks as well (lib/lz4 `LZ4_compress_default`).
 */
import { compressBlock, decompressBlock } from 'lz4js'

/** lz4js hashes to 16 bits. */
const HASH_ENTRIES = 1 << 16

/** `compress` returns this when the block would not be smaller than the page. */
export const INCOMPRESSIBLE = 0

/** Compresses and decompresses pages of one size. Not re-entrant: `output` is overwritten by the next call. */
export class Lz4Codec {
  readonly pageSize: number
  /** Holds the block of the last successful `compress` call in its first bytes. */
  readonly output: Uint8Array
  private readonly positions: Uint16Array | Uint32Array
  private readonly page: Uint8Array

  /** @param pageSize bytes per page, 13 or more (shorter inputs have no LZ4 matches). */
  constructor(pageSize: number) {
    this.pageSize = pageSize
    this.output = new Uint8Array(pageSize + Math.ceil(pageSize / 255) + 16)
    // The table holds positions + 1. Sixteen bits halve the memory to clear, which is a third of the time for a 4 KiB page.
    this.positions = pageSize < 0xffff ? new Uint16Array(HASH_ENTRIES) : new Uint32Array(HASH_ENTRIES)
    this.page = new Uint8Array(pageSize)
  }

  /**
   * Compresses one page of `source` into `output`.
   * @param offset where the page starts in `source`; `pageSize` bytes must follow
   * @returns bytes used in `output`, or `INCOMPRESSIBLE` when the page does not get smaller
   */
  compress(source: Uint8Array, offset = 0): number {
    const { page, pageSize } = this
    let input = source
    if (offset !== 0) {
      // A loop, because `set(subarray())` would make a view object for every page.
      for (let i = 0; i < pageSize; i++) page[i] = source[offset + i] ?? 0
      input = page
    }
    // Every page is compressed for itself: positions of the page before must not be found.
    this.positions.fill(0)
    const byteCount = compressBlock(input, this.output, 0, pageSize, this.positions)
    return byteCount >= pageSize ? INCOMPRESSIBLE : byteCount
  }

  /**
   * Decompresses a block made by `compress`.
   * @returns bytes written to `target`
   */
  decompress(block: Uint8Array, byteCount: number, target: Uint8Array): number {
    return decompressBlock(block, target, 0, byteCount, 0)
  }
}

/** True when every 64-bit word of the page equals the first one: zram stores such a page as an element without memory (`page_same_filled`). */
export function isSameFilled(source: Uint8Array, offset: number, pageSize: number): boolean {
  // Last word first, as the kernel does: most pages differ there.
  for (let i = 0; i < 8; i++) if (source[offset + i] !== source[offset + pageSize - 8 + i]) return false
  for (let i = 8; i < pageSize; i++) if (source[offset + i] !== source[offset + i - 8]) return false
  return true
}
