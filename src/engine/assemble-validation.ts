/** Compares the prediction of a configuration, made from a recording of another one, with recordings of that configuration. */
import type { Comparison } from '../shared/comparison'
import type { Configuration } from '../shared/config'
import { flattenMetrics, type Metrics } from '../shared/metrics'
import type { PagesIdentity } from '../shared/page-contents'
import { PRODUCT_VERSION } from '../shared/version'
import { VALIDATION_SCHEMA_ID, type Validation, type ValidationMetric } from '../shared/validation'
import { intervalsOf, medianMetrics } from './ensemble'
import type { Prepared, RunResult } from './run-types'

export interface ValidationInput {
  readonly prepared: Prepared
  readonly config: Configuration
  readonly seed: number
  readonly seeds: number
  readonly baselineName: string
  /** The file whose contents stood for its pages. */
  readonly pages?: PagesIdentity | undefined
  /** Results of the predicted configuration and of the baseline, all members. */
  readonly results: readonly RunResult[]
  readonly actuals: readonly { readonly name: string; readonly metrics: Metrics }[]
}

/** Assembles; metrics that neither side knows are left out. */
export function assembleValidation(input: ValidationInput): Validation {
  const { prepared, config, actuals } = input
  const members = (id: string): RunResult[] => input.results.filter((result) => result.configId === id)
  const medianOf = (id: string): Metrics => medianMetrics(members(id).map((result) => result.metrics))
  const sides = { observed: prepared.observed, replayed: medianOf(prepared.running.id), predicted: medianOf(config.id), intervals: intervalsOf(members(config.id).map((result) => flattenMetrics(result.metrics))) }
  return {
    schema: VALIDATION_SCHEMA_ID, version: PRODUCT_VERSION, config, baseline: input.baselineName, ...pagesOf(input.pages), actuals: actuals.map(({ name }) => name),
    seed: input.seed, seeds: input.seeds, metrics: compareMetrics(sides, actuals), fitVerdict: prepared.fitVerdict,
    warnings: [...prepared.warnings, ...new Set(members(config.id).flatMap((result) => result.warnings))]
  }
}

/** The same from a finished comparison of the baseline's capture; null when the configuration or the baseline is not in it. */
export function validateComparison(comparison: Comparison, configId: string, actuals: ValidationInput['actuals']): Validation | null {
  const runOf = (id: string) => comparison.runs.find((run) => run.config.id === id)
  const run = runOf(configId)
  const baseline = runOf(comparison.baseline)
  if (run === undefined || baseline === undefined) return null
  const sides = { observed: comparison.observed, replayed: baseline.metrics, predicted: run.metrics, intervals: run.interval }
  return {
    schema: VALIDATION_SCHEMA_ID, version: PRODUCT_VERSION, config: run.config, baseline: comparison.capture.name, ...pagesOf(comparison.capture.pages), actuals: actuals.map(({ name }) => name),
    seed: comparison.seed, seeds: comparison.seeds, metrics: compareMetrics(sides, actuals), fitVerdict: comparison.fitVerdict,
    warnings: comparison.warnings.map(({ message }) => message)
  }
}

const pagesOf = (pages: PagesIdentity | undefined): { readonly pages?: PagesIdentity } => (pages === undefined ? {} : { pages })

interface Sides {
  readonly observed: Metrics
  /** The baseline's replay. */
  readonly replayed: Metrics
  readonly predicted: Metrics
  readonly intervals: Readonly<Record<string, [number, number]>>
}

function compareMetrics(sides: Sides, actuals: ValidationInput['actuals']): Record<string, ValidationMetric> {
  const replayed = flattenMetrics(sides.replayed)
  const observed = flattenMetrics(sides.observed)
  const flatActuals = actuals.map(({ metrics }) => flattenMetrics(metrics))
  const metrics: Record<string, ValidationMetric> = {}
  for (const [name, value] of flattenMetrics(sides.predicted)) {
    const known = flatActuals.map((flat) => flat.get(name) ?? null).filter((actual): actual is number => actual !== null)
    const actual = meanOf(known)
    if (value === null && actual === null) continue
    const baselineObserved = observed.get(name) ?? null
    const baselineReplayed = replayed.get(name) ?? null
    metrics[name] = {
      baselineObserved, baselineReplayed, predicted: value, interval: sides.intervals[name] ?? null, actual,
      actualRange: known.length === 0 ? null : [Math.min(...known), Math.max(...known)],
      errorPct: changePct(actual, value), predictedChangePct: changePct(baselineReplayed, value), actualChangePct: changePct(baselineObserved, actual)
    }
  }
  return metrics
}

/** Geometric mean; arithmetic where a value is not positive; null of nothing. */
function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  if (values.some((value) => value <= 0)) return values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** Change from `from` to `to`, percent; null when unknown or relative to 0. */
function changePct(from: number | null, to: number | null): number | null {
  return from === null || to === null || from === 0 ? null : ((to - from) / from) * 100
}
