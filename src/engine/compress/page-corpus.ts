/**
 * The page corpus: synthetic page contents of known kinds, compressed once with lz4js to get real sizes.
 *
 * SYNTHETIC: these are patterns made after what phone heaps hold, not memory of a phone. They are generated when first needed:
 * it takes some 20 ms, needs no file access (the engine has none), and sizes cannot go out of step with the codec.
 * `resources/page-corpus` holds the same pages as a file.
 */
import { IntegerStream } from './hash'
import { Lz4Codec } from './lz4-codec'

/** Kinds of page content, in the order of `PageCorpus.kindOf`. */
export const PAGE_KINDS = ['heap records', 'pointers', 'text', 'bitmap', 'zygote tables', 'sparse'] as const

/** Entropy levels per kind, rising with the square: most pages are tidy, a few are nearly random. */
const LEVELS = 40
const MAX_NOISE = 150

/** Fixed: the corpus is the same in every run; runs differ by which of its pages they draw. */
const CORPUS_SEED = 0x52434f50

/** Fills a page; `noise` (0..255) is the chance in 256 that a field is fresh instead of patterned. */
type PageFiller = (words: Uint32Array, noise: number, random: IntegerStream) => void

/** Objects of 32 bytes: class pointer, lock word, references into a small arena, counters (ART object layout). */
function fillHeapRecords(words: Uint32Array, noise: number, random: IntegerStream): void {
  const arena = 0x12c00000 | (random.next() & 0xffff00)
  let classPointer = 0x70a81200
  for (let i = 0; i < words.length; i++) {
    const field = i & 7
    if (random.chance(noise)) words[i] = random.next()
    else if (field === 0) words[i] = classPointer = random.chance(64) ? 0x70a81200 + ((random.next() & 7) << 6) : classPointer
    else if (field === 2 || field === 5) words[i] = arena + (((i >>> 4) & 15) << 4)
    else words[i] = field === 3 ? i >>> 6 : 0
  }
}

/** 64-bit pointers of one mapping; known targets recur, fresh ones differ in their low bytes. */
function fillPointers(words: Uint32Array, noise: number, random: IntegerStream): void {
  const base = 0xb4000000 | (random.next() & 0xfff000)
  for (let i = 0; i + 1 < words.length; i += 2) {
    words[i] = random.chance(noise) ? random.next() : base + ((random.next() & 31) << 5)
    words[i + 1] = random.chance(noise >>> 1) ? random.next() & 0xffff : 0x7b
  }
}

const VOCABULARY = 'android:layout_width="match_parent" content://media/external "id": null, java.lang.String; com.google.android.gms. <item name=" https://www. true, false,'

/** Text from a small vocabulary with fresh letters in between. */
function fillText(words: Uint32Array, noise: number, random: IntegerStream): void {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
  let at = random.next() % VOCABULARY.length
  for (let i = 0; i < bytes.length; i++) {
    if ((i & 15) === 0) at = random.next() % VOCABULARY.length
    bytes[i] = random.chance(noise) ? random.next() >>> 24 : VOCABULARY.charCodeAt(at)
    at = at + 1 === VOCABULARY.length ? 0 : at + 1
  }
}

/** RGBA pixels: flat runs with dithered and photographic parts. */
function fillBitmap(words: Uint32Array, noise: number, random: IntegerStream): void {
  let colour = 0xff204060
  for (let i = 0; i < words.length; i++) {
    if ((random.next() & 31) === 0) colour = (colour + 0x00010203) | 0xff000000
    words[i] = random.chance(noise) ? (random.next() & 0x00ffffff) | 0xff000000 : colour
  }
}

/** Tables as in a boot image: ascending offsets, access flags, method indexes. */
function fillZygoteTables(words: Uint32Array, noise: number, random: IntegerStream): void {
  let offset = 0x70000000 | (random.next() & 0xfff00)
  for (let i = 0; i < words.length; i++) {
    const column = i & 3
    if (random.chance(noise)) words[i] = random.next()
    else if (column === 0) words[i] = offset += 16
    else words[i] = column === 1 ? 0x10080001 : column === 2 ? 0x0000ffff : 0x70123450
  }
}

/** Mostly zero with islands of fresh words (young heap, partly used arenas). */
function fillSparse(words: Uint32Array, noise: number, random: IntegerStream): void {
  words.fill(0)
  for (let island = 0; island < words.length; island += 16) {
    if (!random.chance(noise)) continue
    const length = 4 + (random.next() & 15)
    for (let i = island; i < island + length && i < words.length; i++) words[i] = random.next()
  }
  // An all-zero page would be a same-filled one.
  words[random.next() % words.length] = 0x12c0f00d
}

const FILLERS: readonly PageFiller[] = [fillHeapRecords, fillPointers, fillText, fillBitmap, fillZygoteTables, fillSparse]

/** Pages of one size with their LZ4 sizes. Immutable. */
export class PageCorpus {
  readonly pageSize: number
  readonly pageCount: number
  /** LZ4 size of every page, bytes; `pageSize` where LZ4 does not make it smaller. */
  readonly compressedBytes: Uint32Array

  private constructor(pageSize: number, compressedBytes: Uint32Array) {
    this.pageSize = pageSize
    this.pageCount = compressedBytes.length
    this.compressedBytes = compressedBytes
  }

  /** Generates and compresses the corpus: 240 pages; about 10 ms for 4 KiB pages. */
  static generate(pageSize: number): PageCorpus {
    const codec = new Lz4Codec(pageSize)
    const page = new Uint8Array(pageSize)
    const compressedBytes = new Uint32Array(FILLERS.length * LEVELS)
    for (let index = 0; index < compressedBytes.length; index++) {
      fillCorpusPage(page, index)
      compressedBytes[index] = codec.compress(page) || pageSize
    }
    return new PageCorpus(pageSize, compressedBytes)
  }

  /** Index into `PAGE_KINDS` of a page. */
  kindOf(pageIndex: number): number {
    return pageIndex % FILLERS.length
  }

  /** Writes the content of corpus page `pageIndex` to `target` (`pageSize` bytes): the bytes that were measured. */
  writePage(pageIndex: number, target: Uint8Array): void {
    fillCorpusPage(target, pageIndex)
  }
}

function fillCorpusPage(page: Uint8Array, pageIndex: number): void {
  const filler = FILLERS[pageIndex % FILLERS.length] ?? fillSparse
  const level = Math.floor(pageIndex / FILLERS.length)
  const words = new Uint32Array(page.buffer, page.byteOffset, page.length >>> 2)
  filler(words, Math.floor((MAX_NOISE * level * level) / (LEVELS * LEVELS)), new IntegerStream(CORPUS_SEED + pageIndex))
}

/** Fills a page with random bytes: content that no algorithm makes smaller. */
export function fillRandomPage(page: Uint8Array, seed: number): void {
  const random = new IntegerStream(seed)
  for (let i = 0; i < page.length; i++) page[i] = random.next() >>> 24
}

/** Fills a page with one repeated 64-bit pattern: a same-filled page. */
export function fillSamePage(page: Uint8Array, pattern: number): void {
  for (let i = 0; i < page.length; i++) page[i] = (pattern >>> ((i & 3) << 3)) & 0xff
}

const corpora = new Map<number, PageCorpus>()

/** The corpus of a page size, generated on first use and kept (it depends on nothing else). */
export function pageCorpus(pageSize: number): PageCorpus {
  const known = corpora.get(pageSize)
  if (known !== undefined) return known
  const corpus = PageCorpus.generate(pageSize)
  corpora.set(pageSize, corpus)
  return corpus
}
