import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decompress } from 'lz4js'
import { describe, expect, it } from 'vitest'
import { CORPUS_PAGE_BYTES, corpusPages, makePageCorpus } from '../../scripts/make-page-corpus-file'
import { pageCorpus } from '../../src/engine/compress/page-corpus'

const FOLDER = join(__dirname, '../../resources/page-corpus')

describe('the default page contents in resources', () => {
  it('are what is generated; after a change of the corpus run scripts/make-page-corpus.mjs again', () => {
    for (const { name, bytes } of makePageCorpus()) expect(readFileSync(join(FOLDER, name)).equals(bytes), name).toBe(true)
  })

  it('are the pages whose sizes the engine uses', () => {
    const bytes = decompress(readFileSync(join(FOLDER, 'pages-4k.lz4')))
    const corpus = pageCorpus(CORPUS_PAGE_BYTES)
    expect(bytes.length).toBe(corpus.pageCount * CORPUS_PAGE_BYTES)
    expect(Buffer.from(bytes).equals(Buffer.from(corpusPages()))).toBe(true)
  })
})
