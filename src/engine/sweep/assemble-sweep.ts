/** Puts the runs of a sweep together: medians and intervals per combination, judged by constraints and the Pareto front. */
import type { CaptureIdentity } from '../../shared/comparison'
import type { Configuration } from '../../shared/config'
import type { Goal } from '../../shared/judge-sweep'
import { flattenMeasures, reclaimCpuS } from '../../shared/measures'
import type { Metrics } from '../../shared/metrics'
import { SWEEP_SCHEMA_ID, type Grid, type Sweep, type SweepPoint, type SweepReference } from '../../shared/sweep'
import { judged } from '../../shared/sweep-goal'
import { PRODUCT_VERSION } from '../../shared/version'
import { intervalsOf, medianMetrics } from '../ensemble'
import type { RunResult } from '../run-types'
import type { GridPoint } from './space'

/** What a sweep keeps of one run. */
export type SweepRunResult = Pick<RunResult, 'metrics' | 'warnings'>

/** A combination with its runs, in order of their member numbers. */
export interface RunPoint extends GridPoint {
  readonly runs: readonly SweepRunResult[]
}

export interface RunConfiguration {
  readonly config: Configuration
  readonly runs: readonly SweepRunResult[]
}

export interface SweepInput {
  readonly capture: CaptureIdentity
  readonly grid: Grid
  readonly goal: Goal
  readonly seed: number
  readonly seeds: number
  readonly combinations: number
  readonly isComplete: boolean
  readonly baseline: RunConfiguration
  readonly references: readonly RunConfiguration[]
  readonly points: readonly RunPoint[]
  readonly warnings: readonly string[]
}

/** Intervals of single CPUs would be most of a sweep's bytes and nobody sorts by them. */
const PER_CPU = /^cpus\./

/** One point, unjudged. */
function measurePoint({ id, fields, config, runs }: RunPoint): SweepPoint {
  const metrics = medianOf(runs)
  const interval = Object.fromEntries(Object.entries(intervalsOf(runs.map((run) => flattenMeasures(run.metrics)))).filter(([name]) => !PER_CPU.test(name)))
  return { id, fields, config, metrics, reclaimCpuS: reclaimCpuS(metrics), interval, members: runs.length, warnings: [...new Set(runs.flatMap(({ warnings }) => warnings))], meetsConstraints: false, onFront: false }
}

/** The sweep as far as its runs go. */
export function assembleSweep(input: SweepInput): Sweep {
  const { capture, grid, seed, seeds, combinations, isComplete } = input
  const unjudged: Sweep = {
    schema: SWEEP_SCHEMA_ID, version: PRODUCT_VERSION, capture, grid, seed, seeds, combinations, isComplete, baseline: referenceOf(input.baseline), references: input.references.map(referenceOf),
    points: input.points.map(measurePoint), front: [], best: null, notes: [], warnings: [...input.warnings]
  }
  return judged(unjudged, input.goal)
}

/** Median of the runs, figure by figure. */
export function medianOf(runs: readonly SweepRunResult[]): Metrics {
  return medianMetrics(runs.map(({ metrics }) => metrics))
}

function referenceOf({ config, runs }: RunConfiguration): SweepReference {
  const metrics = medianOf(runs)
  return { config, metrics, reclaimCpuS: reclaimCpuS(metrics) }
}
