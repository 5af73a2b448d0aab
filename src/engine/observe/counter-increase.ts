/**
 * How much a counter grew, in a window and per bin. Growth between two samples is spread evenly over the time between them
 * (so window edges are interpolated and nothing is counted twice or lost). A cumulative counter that falls was reset: what it
 * shows then is what it grew since. A counter recorded per interval already holds the growth since its previous sample.
 */
import type { TimeWindow } from '../run-types'
import type { CounterTrack, Trace } from '../trace/trace'
import { forEachBin, type Bins } from './bins'

/** Growth of one counter between two samples. */
type VisitIncrement = (fromNs: number, toNs: number, amount: number) => void

/** All tracks of a name that are not per CPU. */
export function tracksNamed(trace: Trace, matches: (name: string) => boolean): readonly CounterTrack[] {
  return trace.counters.filter((track) => track.cpu < 0 && matches(track.name))
}

/** Sum of the growth of the tracks in the window; null when there is no track or none has samples around any part of the window. */
export function increaseIn(tracks: readonly CounterTrack[], window: TimeWindow): number | null {
  const known = tracks.filter((track) => meets(track, window))
  if (known.length === 0) return null
  let total = 0
  for (const track of known) {
    forEachIncrement(track, (fromNs, toNs, amount) => {
      total += amount * shareInside(fromNs, toNs, window)
    })
  }
  return total
}

/** Growth per second in every bin, summed over the tracks; NaN where no track has samples. Null without any track. */
export function ratePerBin(tracks: readonly CounterTrack[], bins: Bins): Float64Array | null {
  if (tracks.length === 0 || !(bins.binNs > 0)) return null
  const rates = new Float64Array(bins.count).fill(Number.NaN)
  const perSecond = 1e9 / bins.binNs
  for (const track of tracks) {
    forEachIncrement(track, (fromNs, toNs, amount) => {
      forEachBin(bins, fromNs, toNs, (bin, a, b) => {
        rates[bin] = orZero(rates[bin]) + ((amount * (b - a)) / (toNs - fromNs)) * perSecond
      })
    })
  }
  return rates
}

function orZero(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value
}

function meets(track: CounterTrack, window: TimeWindow): boolean {
  const first = track.tsNs[0]
  const last = track.tsNs[track.tsNs.length - 1]
  return track.tsNs.length >= 2 && first !== undefined && last !== undefined && first < window.endNs && last > window.startNs
}

function shareInside(fromNs: number, toNs: number, window: TimeWindow): number {
  const inside = Math.min(toNs, window.endNs) - Math.max(fromNs, window.startNs)
  return inside <= 0 ? 0 : inside / (toNs - fromNs)
}

/** Samples at the same time count as one: the growth between them belongs to the next interval. */
function forEachIncrement(track: CounterTrack, visit: VisitIncrement): void {
  let fromNs: number | null = null
  let previous = 0
  let pending = 0
  for (let i = 0; i < track.tsNs.length; i++) {
    const tsNs = track.tsNs[i] ?? 0
    const value = track.value[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    if (fromNs !== null) pending += grownBy(track.cumulative, previous, value)
    if (fromNs !== null && tsNs > fromNs) {
      visit(fromNs, tsNs, pending)
      pending = 0
    }
    if (fromNs === null || tsNs > fromNs) fromNs = tsNs
    previous = value
  }
}

function grownBy(isCumulative: boolean, previous: number, value: number): number {
  if (!isCumulative) return Math.max(0, value)
  return value >= previous ? value - previous : Math.max(0, value)
}
