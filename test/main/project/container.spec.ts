/** The container of project files: what goes in comes out; what was cut or changed is refused. */
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containerChunks, DamagedBlob, readBlob, readHeader, type Blob } from '../../../src/main/project/container'
import { toLz4 } from '../../../src/main/project/lz4-writer'
import { unlz4 } from '../../../src/main/import/input/lz4-frames'

let folder: string
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'container-')) })
afterAll(() => rm(folder, { recursive: true, force: true }))

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts)
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Writes a project of these contents; gives its path and the places of the blobs. */
async function written(contents: readonly Uint8Array[]): Promise<{ path: string; blobs: readonly Blob[]; bytes: Buffer }> {
  let blobs: readonly Blob[] = []
  const bytes = await whole(containerChunks(contents.map((content) => () => pieces(content, 1000)), (places) => {
    blobs = places
    return { count: places.length }
  }))
  const path = join(folder, 'one.reclaimscope')
  await writeFile(path, bytes)
  return { path, blobs, bytes }
}

describe('lz4 frames', () => {
  it('come back as they went in, whatever the pieces', async () => {
    const contents = fc.oneof(fc.uint8Array({ maxLength: 5000 }), fc.array(fc.constantFrom(0, 1), { maxLength: 5000 }).map((bits) => Uint8Array.from(bits)))
    await fc.assert(fc.asyncProperty(contents, fc.integer({ min: 1, max: 6000 }), async (content, size) => {
      const outcome = { defect: null }
      expect(await whole(unlz4(toLz4(pieces(content, size)), outcome))).toEqual(Buffer.from(content))
      expect(outcome.defect).toBeNull()
    }), { numRuns: 60 })
  })

  it('hold contents of more than one block, and shrink what repeats', async () => {
    const content = Buffer.alloc(2_500_000, 'kswapd0 ')
    const frame = await whole(toLz4(pieces(content, 700_000)))
    expect(frame.length).toBeLessThan(content.length / 50)
    expect((await whole(unlz4(pieces(frame, 9999), { defect: null }))).equals(content)).toBe(true)
  })
})

describe('a container', () => {
  it('gives back its header and its blobs', async () => {
    const contents = [Buffer.from('first'), Buffer.alloc(0), Buffer.alloc(300_000, 'ab')]
    const { path, blobs } = await written(contents)
    expect(await readHeader(path, 'one')).toEqual({ ok: true, value: { count: 3 } })
    for (const [index, content] of contents.entries()) expect(await whole(readBlob(path, blobs[index]!))).toEqual(content)
  })

  it('is refused when it breaks off anywhere', async () => {
    const { bytes } = await written([Buffer.alloc(500, 'x')])
    const path = join(folder, 'cut.reclaimscope')
    for (let length = 0; length < bytes.length; length += 7) {
      await writeFile(path, bytes.subarray(0, length))
      expect(await readHeader(path, 'cut')).toMatchObject({ ok: false, error: { code: 'PROJECT_INVALID', file: 'cut' } })
    }
  })

  it('is refused when its header was changed', async () => {
    const { bytes } = await written([])
    const path = join(folder, 'changed.reclaimscope')
    await writeFile(path, Buffer.from(bytes.toString('latin1').replace('"count":0', '"count":9'), 'latin1'))
    expect(await readHeader(path, 'changed')).toMatchObject({ ok: false, error: { message: 'The project file is damaged: its header has changed.' } })
  })

  it('that is something else is named as such', async () => {
    const path = join(folder, 'trace.txt')
    await writeFile(path, '# tracer: nop\n'.repeat(20))
    expect(await readHeader(path, 'trace.txt')).toMatchObject({ ok: false, error: { message: 'This is no project file.' } })
    expect(await readHeader(join(folder, 'nowhere'), 'nowhere')).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE' } })
  })

  it('never hands over more than a blob states, nor other contents as whole', async () => {
    const { path, blobs } = await written([Buffer.alloc(3_000_000)])
    const [blob] = blobs
    await expect(whole(readBlob(path, { ...blob!, bytes: 1000 }))).rejects.toThrow(DamagedBlob)
    await expect(whole(readBlob(path, { ...blob!, bytes: 3_000_001 }))).rejects.toThrow(DamagedBlob)
    await expect(whole(readBlob(path, { ...blob!, sha256: '0'.repeat(64) }))).rejects.toThrow(DamagedBlob)
    await expect(whole(readBlob(path, { ...blob!, offset: 1e12 }))).rejects.toThrow(DamagedBlob)
  })

  it('with a damaged blob fails when that is read', async () => {
    const { path, blobs } = await written([Buffer.from('some contents, long enough to be worth it')])
    const file = await open(path, 'r+')
    await file.write(Buffer.from('#'), 0, 1, blobs[0]!.offset + 15)
    await file.close()
    await expect(whole(readBlob(path, blobs[0]!))).rejects.toThrow(DamagedBlob)
    expect((await readFile(path)).length).toBeGreaterThan(0)
  })
})
