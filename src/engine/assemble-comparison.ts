/** Puts runs together: medians and intervals per configuration, changes against the baseline, fit, assumptions, warnings. */
import { COMPARISON_SCHEMA_ID, type CaptureIdentity, type Comparison, type ComparisonRun } from '../shared/comparison'
import type { Configuration } from '../shared/config'
import type { Warning } from '../shared/errors'
import { flattenMetrics, type Metrics } from '../shared/metrics'
import { PRODUCT_VERSION } from '../shared/version'
import { intervalsOf, medianMetrics } from './ensemble'
import { explainChange } from './explain-change'
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

/** Assembles; works with partial results, in which case configurations without a result are left out. */
export function assembleComparison(input: ComparisonInput): Comparison {
  const { prepared, configs } = input
  const members = configs.map((config) => membersOf(input.results, config.id))
  const nominal = members.map((results) => results.find((result) => result.member === 0) ?? results[0])
  const baselineIndex = configs.findIndex((config) => config.id === prepared.running.id)
  const baseline = baselineIndex < 0 ? undefined : nominal[baselineIndex]
  /** Against the baseline, for the others. */
  const changeFacts = (metrics: Metrics, i: number): string[] =>
    baseline === undefined || i === baselineIndex ? [] : explainChange(metrics, medianOf(members[baselineIndex] ?? [], baseline), prepared.running.id)
  const runs = configs.flatMap((config, i): ComparisonRun[] => {
    const result = nominal[i]
    if (result === undefined) return []
    const results = members[i] ?? []
    const metrics = results.length > 2 ? medianMetrics(results.map((member) => member.metrics)) : result.metrics
    return [{ config, metrics, interval: intervalsOf(results.map((member) => flattenMetrics(member.metrics))), vsBaseline: baseline === undefined ? {} : changes(metrics, medianOf(members[baselineIndex] ?? [], baseline)), explanation: [...changeFacts(metrics, i), ...result.explanation] }]
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
