/**
 * Which CPUs are alike. Of one capacity where device.json tells more than one; else of one frequency domain, because CPUs of a
 * policy change their frequency together (cpufreq_notify_transition emits one event for each of them).
 */
import type { CounterTrack, Trace } from '../trace/trace'
import { capacityShare } from './capacity'
import { oncePerTrace } from './per-trace'

/** CPUs with fewer changes than this cannot be told apart. */
const MIN_CHANGES = 4

/** Number of the cluster of each CPU, from 0; all 0 where nothing tells them apart. */
export const clustersOf = oncePerTrace((trace: Trace): readonly number[] => {
  const capacities = Array.from({ length: trace.cpuCount }, (_, cpu) => capacityShare(trace.device, cpu))
  if (new Set(capacities).size > 1) return numbered(capacities)
  const domains = numbered(frequencyKeys(trace))
  // Every CPU on its own: clocks of a desktop, which say nothing about where threads belong.
  return new Set(domains).size === trace.cpuCount ? domains.map(() => 0) : domains
})

function numbered(keys: readonly (string | number)[]): number[] {
  const distinct = [...new Set(keys)]
  return keys.map((key) => distinct.indexOf(key))
}

/** The same for CPUs whose frequencies took the same values in the same order; the same for all when one of them has too few. */
function frequencyKeys(trace: Trace): string[] {
  const tracks = new Map<number, CounterTrack>(trace.counters.filter(({ name, cpu }) => name === 'cpufreq' && cpu >= 0).map((track) => [track.cpu, track]))
  const keys = Array.from({ length: trace.cpuCount }, (_, cpu) => changesOf(tracks.get(cpu)))
  return keys.every((key) => key !== null) ? keys : keys.map(() => '')
}

/** Values without repetitions; null when there are too few. */
function changesOf(track: CounterTrack | undefined): string | null {
  const changes = track === undefined ? [] : [...track.value].filter((value, i) => value !== track.value[i - 1])
  return changes.length < MIN_CHANGES ? null : changes.join()
}
