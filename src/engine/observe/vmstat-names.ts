/**
 * Which kernel counters make up a metric. /proc/vmstat changed its names over time: up to 4.7 one counter per zone, later one
 * per node; `pgsteal_anon`/`pgsteal_file` exist since 5.8. Matching is by name only, never by position.
 */
import type { CounterTrack, Trace } from '../trace/trace'
import { tracksNamed } from './counter-increase'

/** Metrics that are the growth of kernel counters. */
export type CountedMetric =
  | 'pgstealAnon' | 'pgstealFile' | 'pgstealKswapd' | 'pgstealDirect' | 'pgscanAnon' | 'pgscanFile' | 'pgscanKswapd' | 'pgscanDirect'
  | 'pgrotated' | 'pswpin' | 'pswpout' | 'allocstall'

const ZONES = '(dma|dma32|normal|high|movable|device)'

/** Name of the total, and the per-zone names to add up where the total is missing. */
const NAMES: Readonly<Record<CountedMetric, { readonly total: string; readonly zones?: RegExp }>> = {
  pgstealAnon: { total: 'pgsteal_anon' },
  pgstealFile: { total: 'pgsteal_file' },
  pgstealKswapd: { total: 'pgsteal_kswapd', zones: new RegExp(`^pgsteal_kswapd_${ZONES}$`) },
  pgstealDirect: { total: 'pgsteal_direct', zones: new RegExp(`^pgsteal_direct_${ZONES}$`) },
  pgscanAnon: { total: 'pgscan_anon' },
  pgscanFile: { total: 'pgscan_file' },
  pgscanKswapd: { total: 'pgscan_kswapd', zones: new RegExp(`^pgscan_kswapd_${ZONES}$`) },
  pgscanDirect: { total: 'pgscan_direct', zones: new RegExp(`^pgscan_direct_${ZONES}$`) },
  pgrotated: { total: 'pgrotated' },
  pswpin: { total: 'pswpin' },
  pswpout: { total: 'pswpout' },
  allocstall: { total: 'allocstall', zones: new RegExp(`^allocstall_${ZONES}$`) }
}

/** The counters of a metric; empty when the trace has none. */
export function tracksOf(trace: Trace, metric: CountedMetric): readonly CounterTrack[] {
  const { total, zones } = NAMES[metric]
  const whole = tracksNamed(trace, (name) => name === total)
  // Two files of one capture may carry the same counter: adding them up would count twice.
  if (whole.length > 0) return longestOf(whole)
  if (zones === undefined) return []
  const parts = tracksNamed(trace, (name) => zones.test(name))
  return [...new Set(parts.map((track) => track.name))].flatMap((name) => longestOf(parts.filter((track) => track.name === name)))
}

function longestOf(tracks: readonly CounterTrack[]): readonly CounterTrack[] {
  const best = tracks.reduce<CounterTrack | undefined>((longest, track) => (longest === undefined || track.tsNs.length > longest.tsNs.length ? track : longest), undefined)
  return best === undefined ? [] : [best]
}
