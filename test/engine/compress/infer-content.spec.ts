import { describe, expect, it } from 'vitest'
import { inferContent } from '../../../src/engine/compress/infer-content'

const zram = { origDataBytes: 10_000 * 4096, comprDataBytes: 1500 * 4096 + 7500 * 1900, samePages: 1000, hugePages: 1500 }
const device = { pageContent: { sameFilledPct: 20, compressiblePct: 70, incompressiblePct: 10 } }

describe('content inference', () => {
  it('takes shares and mean from mm_stat', () => {
    const { content, assumptions } = inferContent({ device, zram, pageSize: 4096 })
    expect(content).toEqual({ sameFilledShare: 0.1, compressibleShare: 0.75, incompressibleShare: 0.15, meanCompressedBytes: 1900 })
    expect(assumptions.map((item) => item.evidence)).toEqual(['measured', 'measured', 'measured'])
  })

  it('takes shares from device.json and fits the mean when mm_stat lacks page counts', () => {
    const { content, assumptions } = inferContent({ device, zram: { ...zram, samePages: null, hugePages: null }, pageSize: 4096 })
    expect(content.sameFilledShare).toBeCloseTo(0.2)
    expect(content.meanCompressedBytes).toBeCloseTo((zram.comprDataBytes - 1000 * 4096) / 7000)
    expect(assumptions.map((item) => item.evidence)).toEqual(['assumed', 'assumed', 'fitted'])
  })

  it('does not draw shares from a nearly empty device', () => {
    const { content } = inferContent({ device, zram: { origDataBytes: 123 * 4096, comprDataBytes: 329_323, samePages: 0, hugePages: 54 }, pageSize: 4096 })
    expect(content.sameFilledShare).toBeCloseTo(0.2)
  })

  it('says that everything is assumed when nothing is known', () => {
    const { content, assumptions } = inferContent({ device: null, zram: null, pageSize: 4096 })
    expect(content.sameFilledShare + content.compressibleShare + content.incompressibleShare).toBeCloseTo(1)
    expect(assumptions.every((item) => item.evidence === 'assumed')).toBe(true)
  })

  it('fits the mean to the memory that pages in swap took where there is no mm_stat', () => {
    const { content, assumptions, sources } = inferContent({ device, zram: null, pageSize: 4096, poolBytesPerPage: 0.1 * 4096 + 0.7 * 1.06 * 1500 })
    expect(content.meanCompressedBytes).toBeCloseTo(1500)
    expect(assumptions.at(-1)).toMatchObject({ evidence: 'fitted' })
    expect(sources).toEqual({ shares: 'device', sizes: 'balance' })
  })

  it.each([-200, 300, 5000])('assumes the mean where the balance contradicts the shares: %d bytes per page', (poolBytesPerPage) => {
    expect(inferContent({ device, zram: null, pageSize: 4096, poolBytesPerPage }).sources.sizes).toBe('assumed')
  })

  it('falls back to an assumed mean when compr_data_size contradicts the shares', () => {
    const { assumptions } = inferContent({ device, zram: { origDataBytes: 10_000 * 4096, comprDataBytes: 100, samePages: null, hugePages: null }, pageSize: 4096 })
    expect(assumptions.at(-1)).toMatchObject({ evidence: 'assumed' })
  })
})
