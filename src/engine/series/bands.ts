/** How far the runs of an ensemble lie apart over time. */
import type { SeriesBand, SeriesId, SeriesSet } from '../../shared/series'
import { rebin } from './rebin'

/** Quantiles that bound an interval, of figures as of series. */
export const BAND_LOW = 0.05
export const BAND_HIGH = 0.95
/** With fewer runs there is no interval. */
export const MIN_MEMBERS = 3
/** Bins kept of a run that only widens a band. */
const KEPT_BINS = 1024

/** Series that charts draw with a band. */
const BANDED: ReadonlySet<SeriesId> = new Set<SeriesId>(['pgstealAnonPerS', 'pgstealFilePerS', 'pgscanPerS', 'allocstallPerS', 'freePages', 'queueDepth', 'queueWaitMs', 'zramBytes', 'directReclaimTasks', 'powerW'])

/** What is kept of a run for the band: few series in few bins. */
export function bandMember(set: SeriesSet): SeriesSet {
  return rebin({ ...set, series: set.series.filter(({ id }) => BANDED.has(id)), cpus: [] }, null, Math.min(KEPT_BINS, Math.max(1, set.binCount)))
}

/** p5 and p95 of every series that all runs have, bin by bin over those with data; empty with fewer than three runs. All sets share one grid. */
export function bandsOf(members: readonly SeriesSet[]): SeriesBand[] {
  const [first] = members
  if (first === undefined || members.length < MIN_MEMBERS) return []
  return first.series.filter(({ id }) => BANDED.has(id)).flatMap(({ id }): SeriesBand[] => {
    const all = members.flatMap((member) => member.series.find((series) => series.id === id)?.values ?? [])
    if (all.length < members.length) return []
    const low = new Float64Array(first.binCount)
    const high = new Float64Array(first.binCount)
    for (let bin = 0; bin < first.binCount; bin++) {
      const known = all.map((values) => values[bin] ?? Number.NaN).filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
      low[bin] = known.length < MIN_MEMBERS ? Number.NaN : quantile(known, BAND_LOW)
      high[bin] = known.length < MIN_MEMBERS ? Number.NaN : quantile(known, BAND_HIGH)
    }
    return [{ id, low, high }]
  })
}

/** Quantile by linear interpolation between order statistics. */
export function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  const a = sorted[low] as number
  const b = sorted[Math.min(sorted.length - 1, low + 1)] as number
  return a + (b - a) * (at - low)
}
