/** Levels: value at a time, mean and minimum per bin. Between two samples a level is taken as a straight line. */
import type { TimeWindow } from '../run-types'
import type { CounterTrack, Trace } from '../trace/trace'
import { forEachBin, type Bins } from './bins'

/** The first track of one of the names, in order of preference, that is not per CPU and has samples. */
export function levelTrack(trace: Trace, names: readonly string[]): CounterTrack | null {
  for (const name of names) {
    const track = trace.counters.find((candidate) => candidate.cpu < 0 && candidate.name === name && candidate.tsNs.length > 0)
    if (track !== undefined) return track
  }
  return null
}

/** Index of the last sample at or before `timeNs`; -1 when there is none. */
export function lastSampleAt(track: CounterTrack, timeNs: number): number {
  let low = 0
  let high = track.tsNs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((track.tsNs[middle] ?? 0) <= timeNs) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Largest sample in the window, null when no sample lies in it. */
export function largestIn(track: CounterTrack, window: TimeWindow): number | null {
  let largest: number | null = null
  for (let i = Math.max(0, lastSampleAt(track, window.startNs)); i < track.tsNs.length; i++) {
    const tsNs = track.tsNs[i] ?? 0
    if (tsNs > window.endNs) break
    const value = track.value[i] ?? Number.NaN
    if (tsNs >= window.startNs && (largest === null || value > largest)) largest = value
  }
  return largest
}

/** Mean level in every bin; NaN where the track has no samples around. */
export function meanPerBin(track: CounterTrack, bins: Bins): Float64Array {
  const area = new Float64Array(bins.count)
  const covered = new Float64Array(bins.count)
  forEachPiece(track, bins, (bin, fromNs, toNs, fromValue, toValue) => {
    area[bin] = (area[bin] ?? 0) + ((fromValue + toValue) / 2) * (toNs - fromNs)
    covered[bin] = (covered[bin] ?? 0) + (toNs - fromNs)
  })
  return area.map((sum, bin) => ((covered[bin] ?? 0) > 0 ? sum / (covered[bin] ?? 1) : Number.NaN))
}

/** Lowest level in every bin; NaN where the track has no samples around. */
export function minimumPerBin(track: CounterTrack, bins: Bins): Float64Array {
  const minima = new Float64Array(bins.count).fill(Number.NaN)
  forEachPiece(track, bins, (bin, _fromNs, _toNs, fromValue, toValue) => {
    const lowest = Math.min(fromValue, toValue)
    const known = minima[bin] ?? Number.NaN
    minima[bin] = Number.isNaN(known) ? lowest : Math.min(known, lowest)
  })
  return minima
}

type VisitPiece = (bin: number, fromNs: number, toNs: number, fromValue: number, toValue: number) => void

function forEachPiece(track: CounterTrack, bins: Bins, visit: VisitPiece): void {
  for (let i = Math.max(0, lastSampleAt(track, bins.startNs)); i + 1 < track.tsNs.length; i++) {
    const fromNs = track.tsNs[i] ?? 0
    const toNs = track.tsNs[i + 1] ?? 0
    if (fromNs >= bins.endNs) break
    const fromValue = track.value[i] ?? Number.NaN
    const slope = ((track.value[i + 1] ?? Number.NaN) - fromValue) / (toNs - fromNs)
    if (!Number.isFinite(slope)) continue
    forEachBin(bins, fromNs, toNs, (bin, a, b) => visit(bin, a, b, fromValue + slope * (a - fromNs), fromValue + slope * (b - fromNs)))
  }
}
