import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { compress } from 'lz4js'
import { afterAll, describe, expect, it } from 'vitest'
import { loadPages } from '../../../src/main/cli/load-pages'
import { statedContent } from '../../../src/engine/compress/infer-content'
import { traceFixture } from '../../support/trace-fixture'

const folder = mkdtempSync(join(tmpdir(), 'pages-'))
afterAll(() => rmSync(folder, { recursive: true }))
const trace = traceFixture().thread(1, 'a').runs(0, 1, 0, 10).build()
const fileOf = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

/** One page of zeros, two of text, one of noise. */
function dump(): Uint8Array {
  const bytes = new Uint8Array(4 * 4096)
  for (let i = 4096; i < 3 * 4096; i++) bytes[i] = 97 + ((i >> 3) % 23)
  let state = 1
  for (let i = 3 * 4096; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

describe('pages from a file', () => {
  it('give shares and the mean size of what they hold', async () => {
    const found = await loadPages(fileOf('dump', dump()), trace)
    expect(found).toMatchObject({ ok: true, value: { content: { sameFilledShare: 0.25, compressibleShare: 0.5, incompressibleShare: 0.25 } } })
    if (!found.ok || found.value === undefined) return
    expect(found.value.content.meanCompressedBytes).toBeLessThan(1000)
    expect(statedContent(found.value).assumptions.every(({ evidence, detail }) => evidence === 'measured' && detail.startsWith('4 pages of a file'))).toBe(true)
  })

  it('are those inside where the file is packed', async () => {
    const plain = await loadPages(fileOf('plain', dump()), trace)
    expect(await loadPages(fileOf('dump.lz4', Uint8Array.from(compress(dump()))), trace)).toEqual(plain)
    expect(await loadPages(fileOf('dump.gz', gzipSync(dump())), trace)).toEqual(plain)
  })

  it('end at the limit, whatever a small packed file expands to', async () => {
    const zeros = Uint8Array.from(compress(new Uint8Array(64 * 2 ** 20)))
    expect(zeros.length).toBeLessThan(2 ** 20)
    expect(await loadPages(fileOf('bomb.lz4', zeros), trace, 2 ** 20)).toMatchObject({ ok: true, value: { content: { sameFilledShare: 1 }, source: expect.stringMatching(/^256 pages/) as string } })
    expect(await loadPages(fileOf('large', new Uint8Array(2 ** 20 + 5)), trace, 2 ** 20)).toMatchObject({ ok: true, value: { source: expect.stringMatching(/^256 pages/) as string } })
  })

  it('are refused where a packed file breaks off or is corrupt', async () => {
    const packed = Uint8Array.from(compress(dump()))
    expect(await loadPages(fileOf('cut.lz4', packed.subarray(0, packed.length - 100)), trace)).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE', found: expect.stringMatching(/^truncated/) as string } })
    packed[5] = 0
    expect(await loadPages(fileOf('bad.lz4', packed), trace)).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE', found: expect.stringMatching(/^corrupt/) as string } })
  })

  it('are refused where there is no file or no whole page, and not needed', async () => {
    expect(await loadPages(join(folder, 'missing'), trace)).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE' } })
    expect(await loadPages(fileOf('short', new Uint8Array(100)), trace)).toMatchObject({ ok: false, error: { found: '100 bytes' } })
    expect(await loadPages(undefined, trace)).toEqual({ ok: true, value: undefined })
  })
})
