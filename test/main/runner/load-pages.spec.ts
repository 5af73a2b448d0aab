import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { compress } from 'lz4js'
import * as v from 'valibot'
import { afterAll, describe, expect, it } from 'vitest'
import { statedContent } from '../../../src/engine/compress/infer-content'
import { loadPages, type PageFile } from '../../../src/main/runner/load-pages'
import { filePagesSchema } from '../../../src/shared/page-contents'

const folder = mkdtempSync(join(tmpdir(), 'pages-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileOf = (name: string, bytes: Uint8Array): PageFile => {
  writeFileSync(join(folder, name), bytes)
  return { path: join(folder, name), name }
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
  it('give shares and sizes of what they hold, and who the file is', async () => {
    const found = await loadPages(fileOf('dump', dump()), 4096)
    expect(found).toMatchObject({ ok: true, value: { name: 'dump', bytes: 4 * 4096, pageCount: 4, zeroShare: 0.25, sameFilledShare: 0.25, compressibleShare: 0.5, incompressibleShare: 0.25 } })
    if (!found.ok) return
    expect(v.parse(filePagesSchema, found.value)).toEqual(found.value)
    expect(found.value.meanCompressedBytes).toBeLessThan(1000)
    const { assumptions } = statedContent(found.value)
    expect(assumptions.map(({ evidence, detail }) => [evidence, detail])).toEqual(Array(3).fill(['measured', '4 pages of dump, compressed one by one']))
  })

  it('are cut into pages of the size asked for', async () => {
    expect(await loadPages(fileOf('dump16', dump()), 16_384)).toMatchObject({ ok: true, value: { pageSize: 16_384, pageCount: 1, sameFilledShare: 0 } })
  })

  it('have the sizes of the algorithm that the device compressed with', async () => {
    const found = await loadPages(fileOf('dump', dump()), 4096)
    if (!found.ok) return expect.unreachable()
    const { content, assumptions } = statedContent(found.value, 'zstd')
    expect(content.meanCompressedBytes).toBeCloseTo(found.value.meanCompressedBytes! * 0.65)
    expect(content.compressedSizes).toEqual(found.value.compressedSizes.map((bytes) => bytes * 0.65))
    expect(assumptions[2].detail).toContain('sizes times 0.65 for zstd')
    expect(statedContent(found.value, 'no-such').content.meanCompressedBytes).toBe(found.value.meanCompressedBytes)
  })

  it('are those inside where the file is packed', async () => {
    const plain = await loadPages(fileOf('plain', dump()), 4096)
    const named = (name: string) => ({ ...plain, value: { ...(plain.ok ? plain.value : {}), name } })
    expect(await loadPages(fileOf('dump.lz4', Uint8Array.from(compress(dump()))), 4096)).toEqual(named('dump.lz4'))
    expect(await loadPages(fileOf('dump.gz', gzipSync(dump())), 4096)).toEqual(named('dump.gz'))
  })

  it('end at the limit, whatever a small packed file expands to', async () => {
    const zeros = Uint8Array.from(compress(new Uint8Array(64 * 2 ** 20)))
    expect(zeros.length).toBeLessThan(2 ** 20)
    expect(await loadPages(fileOf('bomb.lz4', zeros), 4096, 2 ** 20)).toMatchObject({ ok: true, value: { zeroShare: 1, pageCount: 256 } })
    expect(await loadPages(fileOf('large', new Uint8Array(2 ** 20 + 5)), 4096, 2 ** 20)).toMatchObject({ ok: true, value: { pageCount: 256 } })
  })

  it('come from all of a large plain file, not from its start', async () => {
    const large = new Uint8Array(8 * 2 ** 20)
    for (let page = 1024; page < 2048; page++) large.fill(1 + (page % 250), page * 4096, (page + 1) * 4096)
    const found = await loadPages(fileOf('memory', large), 4096, 4 * 2 ** 20)
    expect(found).toMatchObject({ ok: true, value: { bytes: 4 * 2 ** 20, pageCount: 1024, zeroShare: 0.5, sameFilledShare: 1 } })
  })

  it('are refused where a packed file breaks off or is corrupt', async () => {
    const packed = Uint8Array.from(compress(dump()))
    expect(await loadPages(fileOf('cut.lz4', packed.subarray(0, packed.length - 100)), 4096)).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE', found: expect.stringMatching(/^truncated/) as string } })
    packed[5] = 0
    expect(await loadPages(fileOf('bad.lz4', packed), 4096)).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE', found: expect.stringMatching(/^corrupt/) as string } })
  })

  it('are refused where there is no file or no whole page', async () => {
    expect(await loadPages({ path: join(folder, 'missing'), name: 'missing' }, 4096)).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE', file: 'missing' } })
    expect(await loadPages({ path: folder, name: 'folder' }, 4096)).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE', file: 'folder' } })
    expect(await loadPages(fileOf('short', new Uint8Array(100)), 4096)).toMatchObject({ ok: false, error: { found: '100 bytes' } })
  })
})
