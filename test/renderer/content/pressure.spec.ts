import { describe, expect, it } from 'vitest'
import { comparisonRows } from '../../../src/renderer/charts/rows'
import { pressureEpisodes, worstFirst } from '../../../src/renderer/content/pressure'
import { rowStatistics, stallStatistics, statisticsBins } from '../../../src/renderer/content/span-statistics'
import { stallDurations } from '../../../src/engine/observe/stall-durations'
import type { Episode } from '../../../src/shared/series'
import { fakeSeries } from '../support/fake-data'

const span = (kind: Episode['kind'], startMs: number, endMs: number): Episode => ({ kind, startNs: startMs * 1e6, endNs: endMs * 1e6, thread: 'a' })

describe('episodes of pressure', () => {
  it('hold all reclaim with short pauses between, kswapd and stalls alike', () => {
    const found = pressureEpisodes([span('kswapd', 0, 500), span('directReclaim', 100, 130), span('directReclaim', 110, 120), span('kswapd', 700, 900), span('kswapd', 2000, 2100)])
    expect(found.map(({ startNs, endNs, stalls, stalledNs, longestNs, kswapdNs }) => [startNs, endNs, stalls, stalledNs, longestNs, kswapdNs].map((value, index) => (index === 2 ? value : value / 1e6)))).toEqual([
      [0, 900, 2, 40, 30, 700], [2000, 2100, 0, 0, 0, 100]
    ])
  })

  it('do not end before the longest of their reclaims', () => {
    expect(pressureEpisodes([span('kswapd', 0, 1000), span('directReclaim', 10, 20), span('kswapd', 1200, 1210)])).toHaveLength(1)
  })

  it('are listed with the worst first', () => {
    const list = worstFirst(pressureEpisodes([span('kswapd', 0, 500), span('directReclaim', 2000, 2001), span('directReclaim', 4000, 4100), span('kswapd', 8000, 8900)]))
    expect(list.map(({ startNs }) => startNs / 1e9)).toEqual([4, 2, 8, 0])
    expect(pressureEpisodes([])).toEqual([])
  })
})

describe('statistics of a span', () => {
  const [pgsteal, , cpu0] = comparisonRows([0])
  const set = { ...fakeSeries(0, 4e9, 4), series: [{ id: 'pgstealAnonPerS' as const, unit: '', values: Float64Array.of(10, 30, NaN, 20) }] }

  it('are taken over the bins with data, with the sum of what a rate counts', () => {
    expect(rowStatistics(pgsteal!, set)).toMatchObject({ min: 10, max: 30, mean: 20, p50: 20, p95: 30, sum: 60, sumUnit: 'pages' })
  })

  it('of a level have no sum', () => {
    expect(rowStatistics(cpu0!, set)).toMatchObject({ unit: '%', sum: null })
  })

  it('say nothing where the capture tells nothing', () => {
    expect(rowStatistics(pgsteal!, { ...set, series: [] })).toMatchObject({ min: null, p99: null, sum: null })
    expect(stallStatistics(null, 1e9)).toMatchObject({ max: null, sum: null, perS: null })
  })

  it('of direct reclaims are those of each one', () => {
    expect(stallStatistics(stallDurations([1e6, 3e6, 8e6]), 2e9)).toMatchObject({ min: 1, mean: 4, p50: 3, max: 8, sum: 12, perS: 1.5 })
    expect(stallStatistics(stallDurations([]), 2e9)).toMatchObject({ max: null, sum: 0, perS: 0 })
  })

  it('use bins of 10 ms within what can be asked for', () => {
    expect([1e6, 1e9, 3600e9].map(statisticsBins)).toEqual([1, 100, 8192])
  })
})
