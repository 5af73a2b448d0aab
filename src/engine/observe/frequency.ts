/**
 * CPU frequency over time from `cpu_frequency` events (cpufreq_notify_transition, sugov fast switches): a value holds until
 * the next one. The recorded frequencies are kept in every configuration; a governor would have reacted to the other load.
 */
import type { Assumption } from '../../shared/comparison'
import type { FrequencySchedule } from '../model-parameters'
import type { TimeWindow } from '../run-types'
import type { CounterTrack, Trace } from '../trace/trace'
import { oncePerTrace } from './per-trace'

/** A whole number of run bins, short against a governor's ramps that matter for reclaim (tens of milliseconds). */
export const FREQUENCY_INTERVAL_NS = 50e6
/** A clock this far below the highest is a gap in the recording rather than a frequency. */
const LOWEST_SHARE = 0.02

interface ShareTrack {
  readonly tsNs: Float64Array
  readonly share: Float64Array
  /** Integral of the share from the first sample up to each sample, ns. */
  readonly integral: Float64Array
}

/** Share at every change, by CPU; a CPU without samples is missing. */
const tracksOf = oncePerTrace((trace: Trace): ReadonlyMap<number, ShareTrack> => {
  const tracks = new Map<number, ShareTrack>()
  for (const track of trace.counters) {
    if (track.name !== 'cpufreq' || track.cpu < 0 || tracks.has(track.cpu)) continue
    const shares = shareTrack(track, highestOf(trace, track))
    if (shares !== null) tracks.set(track.cpu, shares)
  }
  return tracks
})

/** Highest frequency: of device.json, or the highest recorded one when that is above it. kHz. */
function highestOf(trace: Trace, track: CounterTrack): number {
  const stated = trace.device?.cpus?.find((cpu) => cpu.id === track.cpu)?.maxFreqKhz ?? 0
  return track.value.reduce((most, value) => (value > most ? value : most), stated)
}

function shareTrack(track: CounterTrack, highestKhz: number): ShareTrack | null {
  const known = Array.from(track.value.keys()).filter((i) => (track.value[i] as number) > 0)
  if (known.length === 0 || !(highestKhz > 0)) return null
  const tsNs = Float64Array.from(known, (i) => track.tsNs[i] as number)
  const share = Float64Array.from(known, (i) => Math.max(LOWEST_SHARE, (track.value[i] as number) / highestKhz))
  const integral = new Float64Array(known.length)
  for (let i = 1; i < known.length; i++) integral[i] = (integral[i - 1] as number) + ((tsNs[i] as number) - (tsNs[i - 1] as number)) * (share[i - 1] as number)
  return { tsNs, share, integral }
}

/** Integral of the share up to a time; before the first sample the first one holds. */
function integralAt(track: ShareTrack, timeNs: number): number {
  let low = 0
  let high = track.tsNs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((track.tsNs[middle] as number) <= timeNs) low = middle + 1
    else high = middle
  }
  const at = Math.max(0, low - 1)
  return (track.integral[at] as number) + (timeNs - (track.tsNs[at] as number)) * (track.share[at] as number)
}

/** Whether the clocks of all CPUs were recorded. */
export function hasCpuFrequency(trace: Trace): boolean {
  return tracksOf(trace).size >= trace.cpuCount
}

/** Mean frequency of a CPU in [fromNs, toNs) relative to its highest, 0..1; 1 where the trace does not tell. */
export function meanFrequencyShare(trace: Trace, cpu: number, fromNs: number, toNs: number): number {
  const track = tracksOf(trace).get(cpu)
  if (track === undefined || !(toNs > fromNs)) return 1
  return (integralAt(track, toNs) - integralAt(track, fromNs)) / (toNs - fromNs)
}

/** The schedule of a window; null when the trace has no frequencies or they never leave the highest. */
export function frequencySchedule(trace: Trace, window: TimeWindow): FrequencySchedule | null {
  if (tracksOf(trace).size === 0) return null
  const count = Math.max(1, Math.ceil((window.endNs - window.startNs) / FREQUENCY_INTERVAL_NS))
  const shares = Array.from({ length: Math.max(1, trace.cpuCount) }, (_, cpu) =>
    Float64Array.from({ length: count }, (__, i) => {
      const fromNs = window.startNs + i * FREQUENCY_INTERVAL_NS
      return meanFrequencyShare(trace, cpu, fromNs, Math.min(window.endNs, fromNs + FREQUENCY_INTERVAL_NS))
    })
  )
  return shares.some((ofCpu) => ofCpu.some((share) => share < 1)) ? { intervalNs: FREQUENCY_INTERVAL_NS, shares } : null
}

/** How the report names the schedule. */
export function frequencyAssumption(trace: Trace, schedule: FrequencySchedule): Assumption {
  const all = schedule.shares.map((ofCpu) => ofCpu.reduce((sum, share) => sum + share, 0) / ofCpu.length)
  const mean = all.reduce((sum, share) => sum + share, 0) / all.length
  return {
    name: 'cpuFrequency', value: Math.round(mean * 1000) / 10, unit: '%', evidence: 'measured',
    detail: `mean of the highest frequency, from cpu_frequency of ${tracksOf(trace).size} of ${all.length} CPUs; every configuration keeps the recorded frequencies`
  }
}
