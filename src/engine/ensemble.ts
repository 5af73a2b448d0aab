/** Statistics over the members of an ensemble. */
import type { Metrics } from '../shared/metrics'
import { BAND_HIGH, BAND_LOW, MIN_MEMBERS, quantile } from './series/bands'

/** Median of every number, in the shape of the first. */
export function medianMetrics(all: readonly Metrics[]): Metrics {
  return medianShape(all) as Metrics
}

function medianShape(values: readonly unknown[]): unknown {
  const first = values[0]
  if (typeof first === 'object' && first !== null) {
    if (Array.isArray(first)) return first.map((_, i) => medianShape(values.map((value) => (value as unknown[])[i])))
    return Object.fromEntries(Object.keys(first).map((key) => [key, medianShape(values.map((value) => (value as Record<string, unknown>)[key]))]))
  }
  const known = values.filter((value): value is number => typeof value === 'number').sort((a, b) => a - b)
  if (known.length === 0) return null
  const middle = known.length >> 1
  return known.length % 2 === 1 ? known[middle] : ((known[middle - 1] as number) + (known[middle] as number)) / 2
}

/** p5 and p95 of every figure that all members know, by name; empty with fewer than 3 members. */
export function intervalsOf(members: readonly ReadonlyMap<string, number | null>[]): Record<string, [number, number]> {
  if (members.length < MIN_MEMBERS) return {}
  const intervals: Record<string, [number, number]> = {}
  for (const name of members[0]?.keys() ?? []) {
    const known = members.map((figures) => figures.get(name) ?? null).filter((value): value is number => value !== null).sort((a, b) => a - b)
    if (known.length === members.length) intervals[name] = [quantile(known, BAND_LOW), quantile(known, BAND_HIGH)]
  }
  return intervals
}
