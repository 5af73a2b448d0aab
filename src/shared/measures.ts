/** What a sweep can judge configurations by: every metric by its flat name, and a few figures derived from them. */
import { findMetricDefinition, METRIC_DEFINITIONS, type MetricDefinition } from './metric-definitions'
import { flattenMetrics, type Metrics } from './metrics'

export type Measure = Pick<MetricDefinition, 'name' | 'title' | 'unit' | 'explanation' | 'direction' | 'kind'>

interface Derived extends Measure {
  readonly of: (metrics: Metrics) => number | null
}

const percent = (seconds: number | null, metrics: Metrics): number | null => (seconds === null || metrics.durationS <= 0 ? null : (100 * seconds) / metrics.durationS)

/** CPU seconds that reclaim and compression took together. */
export function reclaimCpuS(metrics: Metrics): number {
  const direct = metrics.cpus.reduce((sum, cpu) => sum + ((cpu.byClass.directReclaim ?? 0) / 100) * metrics.durationS, 0)
  return (metrics.kswapd.cpuS ?? 0) + (metrics.kcompressd.cpuS ?? 0) + direct
}

/** Shares are of one CPU, as `top` shows them: two threads that never sleep take 200 %. */
const DERIVED: readonly Derived[] = [
  { name: 'reclaimCpuS', title: 'Reclaim CPU time', unit: 's', explanation: 'CPU time of kswapd, kcompressd and direct reclaim together.', direction: 'lower', kind: 'cpu', of: reclaimCpuS },
  { name: 'reclaimCpuPct', title: 'Reclaim CPU share', unit: '%', explanation: 'CPU time of kswapd, kcompressd and direct reclaim together, in percent of one CPU.', direction: 'lower', kind: 'cpu', of: (metrics) => percent(reclaimCpuS(metrics), metrics) },
  { name: 'kswapd.cpuPct', title: 'kswapd CPU share', unit: '%', explanation: 'CPU time of kswapd in percent of one CPU.', direction: 'lower', kind: 'cpu', of: (metrics) => percent(metrics.kswapd.cpuS, metrics) },
  { name: 'kcompressd.cpuPct', title: 'kcompressd CPU share', unit: '%', explanation: 'CPU time of all kcompressd threads in percent of one CPU.', direction: 'neutral', kind: 'cpu', of: (metrics) => percent(metrics.kcompressd.cpuS, metrics) }
]

/** All figures of a run by flat name: the metrics, then what is derived from them. */
export function flattenMeasures(metrics: Metrics): Map<string, number | null> {
  const flat = flattenMetrics(metrics)
  for (const { name, of } of DERIVED) flat.set(name, of(metrics))
  return flat
}

/** The measure of a flat name, or undefined. */
export function findMeasure(name: string): Measure | undefined {
  return DERIVED.find((measure) => measure.name === name) ?? findMetricDefinition(name)
}

/** Measures to choose from in lists; those of single CPUs are left to be typed. */
export const LISTED_MEASURES: readonly Measure[] = [...METRIC_DEFINITIONS.filter(({ name }) => !name.startsWith('cpus.') && name !== 'durationS'), ...DERIVED.map(({ of: _, ...measure }) => measure)]

/** Usual words beside the titles; the first measure whose unit fits is meant. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  stalls: ['directReclaim.totalMs', 'allocstall'], 'stall time': ['directReclaim.totalMs'], 'direct reclaim': ['directReclaim.totalMs', 'directReclaim.count'],
  'longest stall': ['directReclaim.maxMs'], 'kcompressd cpu': ['kcompressd.cpuPct', 'kcompressd.cpuS'], 'kswapd cpu': ['kswapd.cpuPct', 'kswapd.cpuS'],
  'reclaim cpu': ['reclaimCpuPct', 'reclaimCpuS'], cpu: ['reclaimCpuPct', 'reclaimCpuS'], zram: ['zram.memUsedBytes']
}

/** Measures that a phrase may mean: a flat name, a title, or a usual word; empty when it means none. */
export function measuresNamed(phrase: string): readonly Measure[] {
  const exact = findMeasure(phrase)
  if (exact !== undefined) return [exact]
  const text = phrase.trim().toLowerCase().replace(/\s+/g, ' ')
  const words = Object.hasOwn(WORDS, text) ? (WORDS[text] ?? []) : []
  const busy = /^cpu (\d{1,4}) busy$/.exec(text)?.[1]
  const named = [...words, ...(busy === undefined ? [] : [`cpus.${busy}.busyPct`])].flatMap((name) => findMeasure(name) ?? [])
  return named.length > 0 ? named : LISTED_MEASURES.filter(({ title }) => title.toLowerCase() === text)
}
