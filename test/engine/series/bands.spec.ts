import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandMember, bandsOf } from '../../../src/engine/series/bands'
import type { SeriesId, SeriesSet } from '../../../src/shared/series'

const setOf = (values: readonly number[], id: SeriesId = 'pgstealAnonPerS'): SeriesSet => ({ startNs: 0, binNs: 10, binCount: values.length, series: [{ id, unit: '', values: Float64Array.from(values) }], cpus: [] })

describe('the band of an ensemble', () => {
  it('is p5 and p95 of the runs in every bin', () => {
    const [band] = bandsOf(Array.from({ length: 21 }, (_, member) => setOf([member, 100 - member])))
    expect([band?.id, [...band!.low], [...band!.high]]).toEqual(['pgstealAnonPerS', [1, 81], [19, 99]])
  })

  it('is not told of fewer than three runs, nor in a bin that fewer know', () => {
    expect(bandsOf([setOf([1]), setOf([2])])).toEqual([])
    const [band] = bandsOf([setOf([1, 1]), setOf([2, Number.NaN]), setOf([3, 3])])
    expect(Number.isNaN(band!.low[1])).toBe(true)
    expect(band!.low[0]).toBeGreaterThanOrEqual(1)
  })

  it('leaves out what only some of the runs tell', () => {
    expect(bandsOf([setOf([1]), setOf([1]), setOf([1], 'freePages')])).toEqual([])
  })

  it('lies between the lowest and the highest run, and does not depend on their order', () => {
    const runs = fc.array(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 12 })
    fc.assert(fc.property(runs, (all) => {
      const [band] = bandsOf(all.map((values) => setOf(values)))
      expect(bandsOf([...all].reverse().map((values) => setOf(values)))).toEqual([band])
      for (let bin = 0; bin < 4; bin++) {
        const column = all.map((values) => values[bin]!)
        expect(band!.low[bin]).toBeGreaterThanOrEqual(Math.min(...column))
        expect(band!.low[bin]).toBeLessThanOrEqual(band!.high[bin]!)
        expect(band!.high[bin]).toBeLessThanOrEqual(Math.max(...column))
      }
    }))
  })

  it('keeps of a run what it is made of: few bins, no CPUs', () => {
    const kept = bandMember({ ...setOf(Array.from({ length: 5000 }, () => 2)), cpus: [{ cpu: 0, byClass: {} as never }] })
    expect([kept.binCount, kept.cpus, kept.series[0]!.values.every((value) => Math.abs(value - 2) < 1e-9)]).toEqual([1024, [], true])
    expect(bandMember(setOf([1, 2], 'kswapdAwake')).series).toEqual([])
  })
})
