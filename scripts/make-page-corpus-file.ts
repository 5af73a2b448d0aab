/** The default page contents as a file: the pages that the engine generates, one after the other, as one LZ4 frame. */
import { compress } from 'lz4js'
import { pageCorpus } from '../src/engine/compress/page-corpus'

export const CORPUS_PAGE_BYTES = 4096

/** All pages of the corpus, uncompressed. */
export function corpusPages(): Uint8Array {
  const corpus = pageCorpus(CORPUS_PAGE_BYTES)
  const bytes = new Uint8Array(corpus.pageCount * CORPUS_PAGE_BYTES)
  for (let page = 0; page < corpus.pageCount; page++) corpus.writePage(page, bytes.subarray(page * CORPUS_PAGE_BYTES, (page + 1) * CORPUS_PAGE_BYTES))
  return bytes
}

/** What `resources/page-corpus/` holds besides its README. */
export function makePageCorpus(): { readonly name: string; readonly bytes: Buffer }[] {
  return [{ name: 'pages-4k.lz4', bytes: Buffer.from(compress(corpusPages())) }]
}
