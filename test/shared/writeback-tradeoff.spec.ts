import { describe, expect, it } from 'vitest'
import { savedPctAt, tradeoffSentence, writebackTradeoffs } from '../../src/shared/writeback-tradeoff'
import { comparisonFixture } from '../support/comparison-fixture'
import { writebackComparison } from '../support/writeback-fixture'

describe('raw against compressed writeback', () => {
  it('saves decompression where nothing is read back and pays for it where all is', () => {
    const [entry] = writebackTradeoffs(writebackComparison())
    expect(entry).toMatchObject({ rawId: 'writeback-raw', compressedId: 'writeback-compressed', share: 0.2 })
    expect(entry!.savedUsAtNone).toBeCloseTo(4)
    expect(entry!.savedUsAtAll).toBeCloseTo(-2)
    expect(entry!.savedUs).toBeCloseTo(4 - 0.2 * 6)
    expect(entry!.breakEvenShare).toBeCloseTo(2 / 3)
    expect([0, 2 / 3, 1].map((share) => savedPctAt(entry!, share))).toEqual([expect.closeTo(40), expect.closeTo(0), expect.closeTo((-2 / 12) * 100)])
    expect(tradeoffSentence(entry!)).toBe('writeback-compressed took 27 % less CPU time per page written back than writeback-raw (2.8 µs of 10.4 µs), with 20 % of the pages read back. From 67 % on it would cost more.')
  })

  it('assumes the decompression of a raw write for a read where nothing was read', () => {
    const [entry] = writebackTradeoffs(writebackComparison(0))
    expect(entry!.savedUsAtAll).toBeCloseTo(0)
    expect(entry!.breakEvenShare).toBeNull()
  })

  it('needs both, and pages written by both', () => {
    const comparison = writebackComparison()
    expect(writebackTradeoffs(comparisonFixture())).toEqual([])
    expect(writebackTradeoffs({ runs: comparison.runs.filter(({ config }) => config.id !== 'writeback-raw') })).toEqual([])
    const [, , raw, compressed] = comparison.runs
    expect(writebackTradeoffs({ runs: [raw!, { ...compressed!, metrics: { ...compressed!.metrics, writeback: { ...compressed!.metrics.writeback!, bdWrites: 0 } } }] })).toEqual([])
  })

  it('compares runs with the same choice of pages where there are several', () => {
    const { runs } = writebackComparison()
    const [raw, compressed] = runs.slice(2)
    const idle1 = <T extends NonNullable<typeof raw>>(run: T, id: string): T => ({ ...run, config: { ...run.config, id, swap: { ...run.config.swap, writeback: { ...run.config.swap.writeback, idleAgeS: 1 } } } })
    const pairs = writebackTradeoffs({ runs: [raw!, idle1(raw!, 'raw-1'), compressed!, idle1(compressed!, 'compressed-1')] })
    expect(pairs.map(({ rawId, compressedId }) => [rawId, compressedId])).toEqual([['writeback-raw', 'writeback-compressed'], ['raw-1', 'compressed-1']])
    expect(writebackTradeoffs({ runs: [raw!, idle1(compressed!, 'compressed-1')] })).toEqual([])
    const said = { ...raw!, config: { ...raw!.config, swap: { ...raw!.config.swap, writeback: { ...raw!.config.swap.writeback, idleAgeS: 5, kind: 'idle' as const } } } }
    expect(writebackTradeoffs({ runs: [said, compressed!] })).toHaveLength(1)
  })
})
