import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compressedStart, gunzip, type GunzipOutcome } from '../../../../src/main/import/input/gunzip'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function unpack(bytes: Uint8Array, size = 1000): Promise<{ data: Buffer; defect: GunzipOutcome['defect'] }> {
  const outcome: GunzipOutcome = { defect: null }
  const chunks: Uint8Array[] = []
  for await (const chunk of gunzip(pieces(bytes, size), outcome)) chunks.push(Buffer.from(chunk))
  return { data: Buffer.concat(chunks), defect: outcome.defect }
}

describe('gunzip', () => {
  it('gives back what was compressed, however it is cut', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 1, max: 300 }), async (bytes, size) => {
      expect(await unpack(gzipSync(bytes), size)).toEqual({ data: Buffer.from(bytes), defect: null })
    }), { numRuns: 30 })
  })

  it('does not mind that the source fills one buffer again and again', async () => {
    const text = Buffer.from(Array.from({ length: 300_000 }, (_, index) => String((index * 7919) % 1_000_003)).join(' '))
    const packed = gzipSync(text)
    async function* reused(): AsyncGenerator<Uint8Array> {
      const buffer = Buffer.alloc(20_000)
      for (let start = 0; start < packed.length; start += buffer.length) {
        buffer.fill(0)
        yield buffer.subarray(0, packed.copy(buffer, 0, start, start + buffer.length))
        buffer.fill(0xff)
      }
    }
    const outcome: GunzipOutcome = { defect: null }
    const chunks: Uint8Array[] = []
    for await (const chunk of gunzip(reused(), outcome)) chunks.push(Buffer.from(chunk))
    expect(outcome.defect).toBeNull()
    expect(Buffer.concat(chunks).equals(text)).toBe(true)
  })

  it('reads several members one after the other', async () => {
    const { data, defect } = await unpack(Buffer.concat([gzipSync('one '), gzipSync('two')]))
    expect([data.toString(), defect]).toEqual(['one two', null])
  })

  it('hands over what came before the end of a cut stream', async () => {
    const text = Buffer.from(Array.from({ length: 100_000 }, (_, index) => String((index * 7919) % 10_007)).join(' '))
    const packed = gzipSync(text)
    const { data, defect } = await unpack(packed.subarray(0, Math.floor(packed.length / 2)), 65_536)
    expect(defect).toBe('truncated')
    expect(data.length).toBeGreaterThan(text.length / 4)
    expect(text.subarray(0, data.length).equals(data)).toBe(true)
  })

  it('ends at damage instead of waiting, wherever it is', async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 20_000 }, (_, index) => String((index * 7919) % 10_007)).join(' ')))
    for (let at = 20; at < packed.length - 60; at += 5003) {
      const damaged = Buffer.from(packed).fill(0xff, at, at + 50)
      expect((await unpack(damaged)).defect).not.toBeNull()
    }
  })

  it('notices a wrong checksum', async () => {
    const packed = gzipSync('some text that is whole')
    packed[packed.length - 5]! ^= 1
    expect((await unpack(packed)).defect).toBe('corrupt')
  })

  it('ignores padding behind the end of the data', async () => {
    for (const packed of [gzipSync('text'), deflateSync('text')]) {
      for (const size of [1, 7, 100_000]) {
        expect((await unpack(Buffer.concat([packed, Buffer.alloc(50_000)]), size)).data.toString()).toBe('text')
      }
    }
  })

  it('finds gzip data, and the zlib stream behind the words of atrace', async () => {
    expect(compressedStart(gzipSync('x'))).toBe(0)
    expect(compressedStart(Buffer.from(' a-1 [000] .... 1.0: foo: x\nTRACE:\n# tracer'))).toBeNull()
    const atrace = Buffer.concat([Buffer.from('capturing trace... done\r\nTRACE:\n'), deflateSync('# tracer: nop\n')])
    const start = compressedStart(atrace)!
    expect((await unpack(atrace.subarray(start))).data.toString()).toBe('# tracer: nop\n')
  })
})
