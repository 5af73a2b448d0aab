/** Inputs and outputs of the engine's entry points (`prepare`, `replay`, `assembleComparison`). Plain, structured-cloneable data. */
import type { Assumption, FitEntry } from '../shared/comparison'
import type { Configuration } from '../shared/config'
import type { Metrics } from '../shared/metrics'
import type { SeriesSet } from '../shared/series'
import type { StallDurations } from '../shared/stalls'
import type { ThreadTimes } from '../shared/thread-times'
import type { Demand } from './demand/demand'
import type { ModelParameters } from './model-parameters'

/** A span on the trace clock, ns since the trace's origin. */
export interface TimeWindow {
  readonly startNs: number
  readonly endNs: number
}

/** A capture made ready for replays: demand, calibrated costs and the baseline's fit. Sent to every worker once. */
export interface Prepared {
  readonly window: TimeWindow
  readonly demand: Demand
  readonly parameters: ModelParameters
  /** The configuration that ran while recording. */
  readonly running: Configuration
  readonly observed: Metrics
  readonly assumptions: readonly Assumption[]
  readonly fit: Readonly<Record<string, FitEntry>>
  readonly fitVerdict: { readonly grade: 'good' | 'fair' | 'poor' | 'none'; readonly summary: string }
  readonly warnings: readonly string[]
}

/** One replay to do: ensemble member 0 has nominal costs; members > 0 vary seed and costs within their uncertainty. */
export interface ReplayJob {
  readonly config: Configuration
  readonly seed: number
  readonly member: number
}

/** One run: one replay of one demand under one configuration with one seed. */
export interface RunResult {
  readonly configId: string
  readonly seed: number
  readonly member: number
  readonly metrics: Metrics
  /** Bins of 10 ms over the whole window. */
  readonly series: SeriesSet
  /** Lengths of the direct reclaims of user tasks. */
  readonly stallDurations?: StallDurations
  readonly threadTimes?: ThreadTimes
  readonly explanation: readonly string[]
  readonly warnings: readonly string[]
  /** Model events processed (for the benchmark). */
  readonly eventCount: number
}
