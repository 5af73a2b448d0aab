/** Page compression with lz4js' block functions as the product calls them, against lz4js' frames and a native LZ4, page by page. */
import { compress as compressFrame } from 'lz4js'
import { Lz4Codec } from '../../src/engine/compress/lz4-codec'
import { pageCorpus } from '../../src/engine/compress/page-corpus'
import { medians, ratio, type BenchOptions, type Row } from './timing'

const PAGE_SIZE = 4096
const ROUNDS = 20
/** What buffers made once and blocks without a frame are expected to be worth. */
const LEAST_RATIO = 2

type CompressPage = (page: Uint8Array) => number

/** An optional dependency: prebuilt for most platforms, left out of an installation where it is not, in no package of the app. */
const NATIVE = 'lz4-napi'

/** lz4_flex (Rust) behind Node-API. One block, with the page's size in front. */
interface NativeModule {
  readonly compressSync?: (source: Buffer) => Buffer
}

export async function benchCompress({ runs }: BenchOptions): Promise<Row[]> {
  const pages = corpusPages()
  const codec = new Lz4Codec(PAGE_SIZE)
  const blocks = (): number => every(pages, (page) => codec.compress(page))
  const frames = (): number => every(pages, (page) => compressFrame(page).length)
  const native = await nativeLz4()
  const natives = native === null ? [] : [(): number => every(pages, native)]
  const [ms = 0, frameMs = 0, nativeMs = 0] = await medians(runs, [blocks, frames, ...natives])
  const rate = (of: number): string => `${((pages.length * ROUNDS) / (of / 1000) / 1000).toFixed(0)} k pages/s`
  return [
    { job: 'compress pages, lz4js blocks', ms, rate: rate(ms), peer: `${ratio(ms, frameMs).toFixed(2)}x lz4js frames`, budget: `>= ${LEAST_RATIO}x frames`, isMet: ratio(ms, frameMs) >= LEAST_RATIO },
    { job: '  lz4js frames', ms: frameMs, rate: rate(frameMs), peer: '', budget: '', isMet: null },
    native === null
      ? { job: `  native LZ4: ${NATIVE} is not installed`, ms: null, rate: '', peer: '', budget: '', isMet: null }
      : { job: `  native LZ4 (${NATIVE}: lz4_flex)`, ms: nativeMs, rate: rate(nativeMs), peer: `${ratio(ms, nativeMs).toFixed(2)}x of it`, budget: '', isMet: null }
  ]
}

/** The binding, or null where it is not installed or has none for this platform. */
async function nativeLz4(): Promise<CompressPage | null> {
  const name: string = NATIVE
  const module = (await import(/* @vite-ignore */ name).catch(() => null)) as ({ default?: NativeModule } & NativeModule) | null
  const compressSync = module?.compressSync ?? module?.default?.compressSync
  return compressSync === undefined ? null : (page) => compressSync(asBuffer(page)).length
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length)
}

function every(pages: readonly Uint8Array[], compress: CompressPage): number {
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
