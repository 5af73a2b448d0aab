/** Page compression with lz4js' block functions as the product calls them, against lz4js' frames, page by page. */
import { compress as compressFrame } from 'lz4js'
import { Lz4Codec } from '../../src/engine/compress/lz4-codec'
import { pageCorpus } from '../../src/engine/compress/page-corpus'
import { medians, ratio, type BenchOptions, type Row } from './timing'

const PAGE_SIZE = 4096
const ROUNDS = 20

export async function benchCompress({ runs }: BenchOptions): Promise<Row[]> {
  const pages = corpusPages()
  const codec = new Lz4Codec(PAGE_SIZE)
  const blocks = (): number => every(pages, (page) => codec.compress(page))
  const frames = (): number => every(pages, (page) => compressFrame(page).length)
  const [ms = 0, frameMs = 0] = await medians(runs, [blocks, frames])
  const rate = (of: number): string => `${((pages.length * ROUNDS) / (of / 1000) / 1000).toFixed(0)} k pages/s`
  return [
    { job: 'compress pages, lz4js blocks', ms, rate: rate(ms), peer: `${ratio(ms, frameMs).toFixed(2)}x lz4js frames`, budget: 'above frames', isMet: ratio(ms, frameMs) > 1 },
    { job: '  lz4js frames', ms: frameMs, rate: rate(frameMs), peer: '', budget: '', isMet: null }
  ]
}

function every(pages: readonly Uint8Array[], compress: (page: Uint8Array) => number): number {
  let bytes = 0
  for (let round = 0; round < ROUNDS; round++) for (const page of pages) bytes += compress(page)
  return bytes
}

function corpusPages(): Uint8Array[] {
  const corpus = pageCorpus(PAGE_SIZE)
  return Array.from({ length: corpus.pageCount }, (_, i) => {
    const page = new Uint8Array(PAGE_SIZE)
    corpus.writePage(i, page)
    return page
  })
}
