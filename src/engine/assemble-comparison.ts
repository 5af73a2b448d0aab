/** Puts runs together: medians and intervals per configuration, changes against the baseline, fit, assumptions, warnings. */
import { COMPARISON_SCHEMA_ID, type CaptureIdentity, type Comparison, type ComparisonRun } from '../shared/comparison'
import type { Configuration } from '../shared/config'
import type { Warning } from '../shared/errors'
import { flattenMetrics, type Metrics } from '../shared/metrics'
import { PRODUCT_VERSION } from '../shared/version'
import type { Prepared, RunResult } from './run-types'

export interface ComparisonInput {
  readonly prepared: Prepared
  readonly capture: CaptureIdentity
  readonly seed: number
  /** Members per configuration that were asked for. */
  readonly seeds: number
  /** Any number of members so far, in any order. */
  readonly results: readonly RunResult[]
  readonly configs: readonly Configuration[]
  /** Warnings of the import, shown with those of the engine. */
  readonly traceWarnings?: readonly Warning[]
}

/** Quantiles that bound an interval. */
const LOW = 0.05
const HIGH = 0.95

/** Assembles; works with partial results, in which case configurations without a result are left out. */
export function assembleComparison(input: ComparisonInput): Comparison {
  const { prepared, configs } = input
  const members = configs.map((config) => membersOf(input.results, config.id))
  const nominal = members.map((results) => results.find((result) => result.member === 0) ?? results[0])
  const baselineIndex = configs.findIndex((config) => config.id === prepared.running.id)
  const baseline = baselineIndex < 0 ? undefined : nominal[baselineIndex]
  const runs = configs.flatMap((config, i): ComparisonRun[] => {
    const result = nominal[i]
    if (result === undefined) return []
    const results = members[i] ?? []
    const metrics = results.length > 2 ? medianMetrics(results.map((member) => member.metrics)) : result.metrics
    return [{ config, metrics, interval: intervalsOf(results), vsBaseline: baseline === undefined ? {} : changes(metrics, medianOf(members[baselineIndex] ?? [], baseline)), explanation: [...result.explanation] }]
  })
  return {
    schema: COMPARISON_SCHEMA_ID, version: PRODUCT_VERSION, capture: input.capture, seed: input.seed, seeds: input.seeds, observed: prepared.observed,
    baseline: prepared.running.id, fit: { ...prepared.fit }, fitVerdict: prepared.fitVerdict, runs, assumptions: [...prepared.assumptions],
    warnings: [...(input.traceWarnings ?? []).map(plainWarning), ...engineWarnings(prepared, input.results)]
  }
}

function membersOf(results: readonly RunResult[], configId: string): RunResult[] {
  return results.filter((result) => result.configId === configId).sort((a, b) => a.member - b.member)
}

function medianOf(results: readonly RunResult[], nominal: RunResult): Metrics {
  return results.length > 2 ? medianMetrics(results.map((member) => member.metrics)) : nominal.metrics
}

/** Median of every number, in the shape of the first. */
function medianMetrics(all: readonly Metrics[]): Metrics {
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

function intervalsOf(results: readonly RunResult[]): Record<string, [number, number]> {
  if (results.length < 3) return {}
  const flat = results.map((result) => flattenMetrics(result.metrics))
  const intervals: Record<string, [number, number]> = {}
  for (const name of flat[0]?.keys() ?? []) {
    const known = flat.map((metrics) => metrics.get(name) ?? null).filter((value): value is number => value !== null).sort((a, b) => a - b)
    if (known.length === results.length) intervals[name] = [quantile(known, LOW), quantile(known, HIGH)]
  }
  return intervals
}

/** Quantile by linear interpolation between order statistics. */
function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  const a = sorted[low] as number
  const b = sorted[Math.min(sorted.length - 1, low + 1)] as number
  return a + (b - a) * (at - low)
}

function changes(metrics: Metrics, baseline: Metrics): ComparisonRun['vsBaseline'] {
  const before = flattenMetrics(baseline)
  const result: ComparisonRun['vsBaseline'] = {}
  for (const [name, value] of flattenMetrics(metrics)) {
    const base = before.get(name) ?? null
    if (value === null || base === null) continue
    result[name] = { delta: value - base, pct: base === 0 ? null : ((value - base) / base) * 100 }
  }
  return result
}

function plainWarning(warning: Warning): Comparison['warnings'][number] {
  return { ...warning }
}

function engineWarnings(prepared: Prepared, results: readonly RunResult[]): Comparison['warnings'] {
  const counted = new Map<string, number>()
  for (const message of prepared.warnings) counted.set(message, (counted.get(message) ?? 0) + 1)
  for (const result of results) {
    for (const message of result.warnings) {
      // counts differ from member to member; the nominal one speaks for all
      if (result.member === 0) counted.set(`${result.configId}: ${message}`, 1)
    }
  }
  return [...counted].map(([message, count]) => ({ code: 'MODEL', message, count }))
}
