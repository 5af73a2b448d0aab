import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import lz4 from 'lz4js'
import { describe, expect, it } from 'vitest'
import { openCapture } from '../../../../src/main/import/open-capture'
import type { InputFile } from '../../../../src/main/import/input/capture-input'
import { withoutStreamedZip } from '../../../../src/main/import/input/streamed-zip'
import { decompressBlock } from '../../../../src/main/import/input/lz4-block'
import { Xxh32, xxh32 } from '../../../../src/main/import/input/xxh32'
import { failTexts, openTexts, warningCodes } from '../support'
import { lz4Of, zipOf } from './archives'

const LINE = (index: number) => ` app-7 [000] d..2. 5.${String(index).padStart(6, '0')}: rss_stat: mm_id=1 curr=1 member=1 size=${index * 4096}B\n`
const TRACE = Array.from({ length: 3000 }, (_, index) => LINE(index)).join('')
const sizes = async (files: Record<string, Uint8Array>) => [...(await openTexts(files)).events['rss_stat']!.args['size']!]
const EXPECTED = Array.from({ length: 3000 }, (_, index) => index * 4096)

describe('lz4 files', () => {
  it.each([{}, { blockChecksums: true }, { contentChecksum: true, contentSize: true }, { blockBytes: 1000 }])('are read with options %o', async (options) => {
    expect(await sizes({ 'trace.lz4': lz4Of(TRACE, options) })).toEqual(EXPECTED)
  })

  it('written by lz4js, and several frames in a row, are read', async () => {
    const half = TRACE.length / 2
    const at = TRACE.indexOf('\n', half) + 1
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
    const parts = [TRACE.slice(0, at), TRACE.slice(at)].map((text) => Buffer.from(lz4.compress(Buffer.from(text))))
    expect(await sizes({ 'trace.lz4': Buffer.concat([parts[0]!, skippable, parts[1]!]) })).toEqual(EXPECTED)
  })

  it('whose blocks refer to the block before are read', async () => {
    const piece = LINE(1).repeat(500)
    expect(await sizes({ 'trace.lz4': lz4Of(piece + piece, { blockBytes: piece.length, contentChecksum: true }) })).toEqual(new Array(1000).fill(4096))
  })

  it('that break off, or are damaged where a checksum tells, give what came before', async () => {
    const whole = lz4Of(TRACE, { blockBytes: 20_000, blockChecksums: true })
    const cut = await openTexts({ 'trace.lz4': whole.subarray(0, 50_000) })
    expect(cut.eventCounts['rss_stat']).toBeGreaterThan(100)
    expect(warningCodes(cut)).toContain('INPUT_TRUNCATED')
    const broken = Buffer.from(whole)
    broken[50_000]! ^= 1
    const damaged = await openTexts({ 'trace.lz4': broken })
    expect(damaged.warnings[0]).toMatchObject({ code: 'INPUT_TRUNCATED', message: expect.stringContaining('damaged') })
    expect(damaged.sources[0]!.sha256).toBeNull()
  })

  it('with offsets in front of the output, or lengths beyond the block, are no valid blocks', () => {
    const target = new Uint8Array(64)
    expect(decompressBlock(Uint8Array.of(0x10, 65, 9, 0, 0x00), target, 0)).toBe(-1)
    expect(decompressBlock(Uint8Array.of(0x10, 65, 0, 0, 0x00), target, 0)).toBe(-1)
    expect(decompressBlock(Uint8Array.of(0xf0, 255, 255, 0), target, 0)).toBe(-1)
    expect(decompressBlock(Uint8Array.of(0x1f, 65, 1, 0, 255, 255, 0), target, 0)).toBe(-1)
    expect(decompressBlock(Uint8Array.of(0x14, 65, 1, 0, 0x10, 66), target, 0)).toBe(10)
    expect(Buffer.from(target.subarray(0, 10)).toString()).toBe('AAAAAAAAAB')
  })

  it('of any bytes never make the block reader leave its buffers', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(40), (bytes, start) => {
      const target = new Uint8Array(300)
      const end = decompressBlock(bytes, target, start)
      expect(end === -1 || (end >= start && end <= target.length)).toBe(true)
    }), { numRuns: 2000 })
  })

  it('are checked by xxHash32', () => {
    // Reference values of the specification's sanity test.
    expect(xxh32(new Uint8Array(0))).toBe(0x02cc5d05)
    expect(xxh32(Buffer.from('a'))).toBe(0x550d7456)
    expect(xxh32(Buffer.from('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f)
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
      const hash = new Xxh32()
      hash.update(bytes.subarray(0, cut))
      hash.update(bytes.subarray(cut))
      expect(hash.digest()).toBe(xxh32(bytes))
    }))
  })
})

describe('compressed data', () => {
  it('inside compressed data is read, a few layers deep', async () => {
    expect(await sizes({ 'trace.gz.lz4': lz4Of(zlib.gzipSync(zlib.gzipSync(TRACE))) })).toEqual(EXPECTED)
    let deep: Uint8Array = Buffer.from(TRACE)
    for (let layer = 0; layer < 6; layer += 1) deep = zlib.gzipSync(deep)
    expect(await failTexts({ 'trace.gz': deep })).toMatchObject({ code: 'INPUT_UNKNOWN_FORMAT' })
  })

  it('that expands beyond the limit is refused at any layer', async () => {
    const bomb = zlib.gzipSync(zlib.gzipSync(Buffer.alloc(8 * 1024 * 1024)))
    expect(await failTexts({ 'bomb.gz': bomb }, { maxBytesPerFile: 1024 * 1024 })).toMatchObject({ code: 'INPUT_UNKNOWN_FORMAT' })
    const text = zlib.gzipSync(LINE(1).repeat(40_000))
    expect(await failTexts({ 'big.gz': text }, { maxBytesPerFile: 1024 * 1024 })).toMatchObject({ code: 'INPUT_TOO_LARGE' })
  })

  it('of zstd is read where Node.js can, else refused with what to do', async () => {
    const magic = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0)
    if (typeof zlib.zstdCompressSync === 'function') expect(await sizes({ 'trace.zst': zlib.zstdCompressSync(TRACE) })).toEqual(EXPECTED)
    else expect(await failTexts({ 'trace.zst': magic })).toMatchObject({ code: 'INPUT_UNKNOWN_FORMAT', advice: expect.stringContaining('zstd -d') })
  })
})

describe('zip archives', () => {
  const VMSTAT = 't,nr_free_pages\n5.0,1\n5.1,2\n'

  it('from a stream give the same, whatever pieces they come in', async () => {
    const zip = zipOf({ 'trace.txt': TRACE, 'vmstat.csv': VMSTAT })
    const streamed = async (bytes: Uint8Array, piece: number) => {
      async function* stream(): AsyncGenerator<Uint8Array> {
        for (let start = 0; start < bytes.length; start += piece) yield bytes.subarray(start, start + piece)
      }
      const opened = await openCapture([{ kind: 'stream', name: '-', stream: stream() }])
      return opened.ok ? opened.value : opened.error
    }
    const whole = await openTexts({ '-': zip })
    for (const piece of [1, 3, 1000, zip.length]) expect(await streamed(zip, piece)).toEqual(whole)
    expect(await streamed(zip.subarray(0, zip.length - 9), 100)).toMatchObject({ code: 'INPUT_UNREADABLE', file: '-' })
    for (const piece of [1, 3, 1000]) expect(await streamed(Buffer.from(TRACE), piece)).toMatchObject({ eventCounts: { rss_stat: 3000 } })
  })

  it('from a stream are refused beyond a limit', async () => {
    const zip = zipOf({ 'trace.txt': TRACE })
    async function* endless(): AsyncGenerator<Uint8Array> { for (;;) yield zip }
    const file: InputFile = { name: '-', isFromFolder: false, size: null, source: null, isRepeatable: false, read: endless }
    expect(await withoutStreamedZip(file, undefined, 1_000_000)).toMatchObject({ ok: false, error: { code: 'INPUT_TOO_LARGE', file: '-' } })
  })

  it('give all their recordings as one capture', async () => {
    const trace = await openTexts({ 'run.zip': zipOf({ 'run/trace.txt': TRACE, 'run/vmstat.csv': VMSTAT, 'run/README.md': 'hello', 'run/photo.png': 'x' }) })
    expect(trace.sources.map(({ name, format }) => [name, format])).toEqual([['run.zip/run/trace.txt', 'ftrace-text'], ['run.zip/run/vmstat.csv', 'vmstat-wide']])
    expect(trace.eventCounts).toEqual({ rss_stat: 3000 })
    expect(trace.warnings).toEqual([])
  })

  it('with more than a thousand files, as bug reports are, are searched by name', async () => {
    const others = Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`FS/data/${index}.txt`, 'hello']))
    const trace = await openTexts({ 'bugreport.zip': zipOf({ ...others, 'FS/data/misc/perfetto-traces/bugreport/systrace.txt': TRACE }) })
    expect([trace.eventCounts['rss_stat'], trace.warnings.map(({ code, count, file }) => [code, count, file])]).toEqual([3000, [['FILE_SKIPPED', 1, 'bugreport.zip']]])
    expect(trace.warnings[0]?.message).toContain('1200 of its files are not tried')
  })

  it('are read from a path, and next to other files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'))
    try {
      writeFileSync(join(folder, 'run.zip'), zipOf({ 'trace.txt.gz': zlib.gzipSync(TRACE) }))
      writeFileSync(join(folder, 'vmstat.csv'), VMSTAT)
      const result = await openCapture([{ kind: 'path', path: folder }])
      if (!result.ok) throw new Error(result.error.message)
      expect(result.value.sources.map(({ format }) => format)).toEqual(['ftrace-text', 'vmstat-wide'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('with names that point outside, encrypted files or unknown ones skip these and say so', async () => {
    const trace = await openTexts({ 'run.zip': zipOf({ '../../etc/passwd': TRACE, '/abs.txt': TRACE, 'ok/trace.txt': TRACE, 'notes.txt': 'Dear all\n' }) })
    expect(trace.eventCounts).toEqual({ rss_stat: 3000 })
    expect(trace.warnings).toEqual([expect.objectContaining({ code: 'FILE_SKIPPED', count: 3 })])
    expect(await failTexts({ 'run.zip': zipOf({ 'trace.txt': TRACE }, { flags: 0x801 }) })).toMatchObject({ code: 'INPUT_NO_EVENTS' })
  })

  it('inside archives are left alone', async () => {
    expect(await failTexts({ 'run.zip': zipOf({ 'inner.zip': zipOf({ 'trace.txt': TRACE }) }) })).toMatchObject({ code: 'INPUT_UNKNOWN_FORMAT', found: expect.stringContaining('zip') })
    const stored = Buffer.concat([Buffer.from('PK\u0003\u0004 trace.txt\n'), Buffer.from(TRACE)])
    expect(await failTexts({ run: zlib.gzipSync(stored) })).toMatchObject({ code: 'INPUT_UNKNOWN_FORMAT', found: expect.stringContaining('zip') })
  })

  it('that promise too much, or less than they hold, are refused or cut', async () => {
    expect(await failTexts({ 'bomb.zip': zipOf({ 'a.txt': 'x' }, { claimedSize: 4_000_000_000 }) }, { maxBytesPerFile: 1_000_000 })).toMatchObject({ code: 'INPUT_TOO_LARGE' })
    const lying = await failTexts({ 'bomb.zip': zipOf({ 'a.txt': TRACE }, { claimedSize: 100 }) })
    expect(['INPUT_UNKNOWN_FORMAT', 'INPUT_UNREADABLE', 'INPUT_TRUNCATED']).toContain(lying.code)
  })

  it('damaged inside a file keep what came before', async () => {
    const zip = zipOf({ 'trace.txt': Array.from({ length: 40_000 }, (_, index) => LINE((index * 7919) % 1_000_003 % 999_999)).join('') })
    zip.fill(0x55, zip.length - 20_000, zip.length - 15_000)
    const trace = await openTexts({ 'run.zip': zip })
    expect(trace.eventCounts['rss_stat']).toBeGreaterThan(1000)
    expect(warningCodes(trace)).toContain('INPUT_TRUNCATED')
  })

  it('cut off at any place are an error, never a crash', async () => {
    const zip = zipOf({ 'trace.txt': LINE(1).repeat(3) })
    for (let length = 4; length < zip.length; length += 1) {
      const error = await failTexts({ 'run.zip': zip.subarray(0, length) })
      expect(error).toMatchObject({ code: 'INPUT_UNREADABLE', file: 'run.zip' })
    }
  })
})
