import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INCOMPRESSIBLE, isSameFilled, Lz4Codec } from '../../../src/engine/compress/lz4-codec'
import { fillRandomPage, fillSamePage, pageCorpus } from '../../../src/engine/compress/page-corpus'
import { decodeLz4Block } from './lz4-reference-decoder'

/** Pages with repeats at random distances: the input class that exercises matches of every length. */
const repetitivePage = (pageSize: number) =>
  fc.tuple(fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { minLength: 1, maxLength: 12 }), fc.array(fc.nat(), { minLength: 1, maxLength: 300 })).map(
    ([pieces, order]) => {
      const page = new Uint8Array(pageSize)
      let at = 0
      for (let i = 0; at < pageSize; i++) for (const byte of pieces[order[i % order.length]! % pieces.length]!) if (at < pageSize) page[at++] = byte
      return page
    }
  )
const anyPage = (pageSize: number) => fc.oneof(repetitivePage(pageSize), fc.uint8Array({ minLength: pageSize, maxLength: pageSize }))

describe('LZ4 page codec', () => {
  it.each([4096, 16384, 65536])('round-trips any page of %i bytes, as an independent decoder confirms', (pageSize) => {
    const codec = new Lz4Codec(pageSize)
    const restored = new Uint8Array(pageSize)
    fc.assert(
      fc.property(anyPage(pageSize), (page) => {
        const byteCount = codec.compress(page)
        if (byteCount === INCOMPRESSIBLE) return
        const block = codec.output.slice(0, byteCount)
        // The reference decoder must use up exactly `byteCount` bytes and give the page back.
        expect(Buffer.compare(decodeLz4Block(block), page)).toBe(0)
        expect(codec.decompress(block, byteCount, restored)).toBe(pageSize)
        expect(Buffer.compare(restored, page)).toBe(0)
      }),
      { numRuns: pageSize > 20_000 ? 15 : 60 }
    )
  })

  it('round-trips every page of the corpus with the size the corpus states', () => {
    for (const pageSize of [4096, 16384]) {
      const corpus = pageCorpus(pageSize)
      const codec = new Lz4Codec(pageSize)
      const page = new Uint8Array(pageSize)
      for (let index = 0; index < corpus.pageCount; index++) {
        corpus.writePage(index, page)
        const byteCount = codec.compress(page)
        expect(byteCount || pageSize).toBe(corpus.compressedBytes[index])
        if (byteCount !== INCOMPRESSIBLE) expect(Buffer.compare(decodeLz4Block(codec.output.slice(0, byteCount)), page)).toBe(0)
      }
    }
  })

  it('does not depend on what was compressed before', () => {
    const codec = new Lz4Codec(4096)
    const first = new Uint8Array(4096)
    const second = new Uint8Array(4096)
    pageCorpus(4096).writePage(2, first)
    pageCorpus(4096).writePage(8, second)
    const fresh = new Lz4Codec(4096).compress(second)
    codec.compress(first)
    expect(codec.compress(second)).toBe(fresh)
  })

  it('compresses a page inside a larger buffer to the same size', () => {
    const memory = new Uint8Array(3 * 4096)
    pageCorpus(4096).writePage(6, memory.subarray(4096, 8192))
    const codec = new Lz4Codec(4096)
    expect(codec.compress(memory, 4096)).toBe(codec.compress(memory.slice(4096, 8192)))
  })

  it('reports random pages as incompressible', () => {
    const codec = new Lz4Codec(4096)
    const page = new Uint8Array(4096)
    for (let seed = 0; seed < 20; seed++) {
      fillRandomPage(page, seed)
      expect(codec.compress(page)).toBe(INCOMPRESSIBLE)
    }
  })
})

describe('same-filled check', () => {
  it('accepts any repeated pattern and nothing else', () => {
    const page = new Uint8Array(4096)
    for (const pattern of [0, 0xffffffff, 0xdeadbeef]) {
      fillSamePage(page, pattern)
      expect(isSameFilled(page, 0, 4096)).toBe(true)
      page[2049] = page[2049]! ^ 1
      expect(isSameFilled(page, 0, 4096)).toBe(false)
    }
  })

  it('finds no same-filled page in the corpus', () => {
    const page = new Uint8Array(4096)
    const corpus = pageCorpus(4096)
    for (let index = 0; index < corpus.pageCount; index++) {
      corpus.writePage(index, page)
      expect(isSameFilled(page, 0, 4096)).toBe(false)
    }
  })
})
