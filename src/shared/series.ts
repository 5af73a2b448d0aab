/** Time series as they cross to the renderer and into reports: regular bins, never raw events. */
import type { CpuClass } from './metrics'

/**
 * One binned series over a span. `values[i]` covers `[startNs + i * binNs, startNs + (i + 1) * binNs)`; NaN is "no data".
 * Times are nanoseconds since the start of the trace's own origin (see `Trace.originS`).
 */
export interface BinnedSeries {
  readonly id: SeriesId
  readonly unit: string
  readonly values: Float64Array
}

export type SeriesId =
  | 'pgstealAnonPerS'
  | 'pgstealFilePerS'
  | 'pgscanPerS'
  | 'allocstallPerS'
  | 'freePages'
  | 'freePagesMin'
  | 'queueDepth'
  /** Mean time in a FIFO of kcompressd of the pages that left it in the bin. */
  | 'queueWaitMs'
  | 'zramBytes'
  | 'directReclaimTasks'
  /** Length of the longest direct reclaim of a user task under way in the bin, observed only. */
  | 'longestStallMs'
  | 'kswapdAwake'
  /** Dynamic power of all CPUs, replayed only: no recorder has it. */
  | 'powerW'
  /** Share of time in percent in which some (all) tasks waited for memory: PSI, observed only. */
  | 'psiSomePct'
  | 'psiFullPct'

/** Share of each CPU's time by class in every bin, 0..1. */
export interface CpuSeries {
  readonly cpu: number
  readonly byClass: Readonly<Record<CpuClass, Float64Array>>
}

/** Span of reclaim activity for episode strips: kswapd awake or a task in direct reclaim. */
export interface Episode {
  readonly kind: 'kswapd' | 'directReclaim'
  readonly startNs: number
  readonly endNs: number
  readonly thread: string
}

/** What happened to an app at one moment: the low-memory killer or the OOM killer took it, or it was started. */
export interface AppMark {
  readonly kind: 'kill' | 'launch'
  readonly timeNs: number
  /** Process or package; `pid N` where no name is known. */
  readonly name: string
}

/** p5 and p95 over the runs of an ensemble, in the bins of the set; NaN where fewer than three tell. */
export interface SeriesBand {
  readonly id: SeriesId
  readonly low: Float64Array
  readonly high: Float64Array
}

export interface SeriesSet {
  readonly startNs: number
  readonly binNs: number
  readonly binCount: number
  readonly series: readonly BinnedSeries[]
  readonly cpus: readonly CpuSeries[]
  /** Of replayed series, once there are enough runs. */
  readonly bands?: readonly SeriesBand[]
}
