/** What is in a capture, as data (schema `reclaimscope.inspection/1`). */
import type { CaptureIdentity } from './comparison'
import type { Device } from './device'
import type { Warning } from './errors'
import type { Metrics } from './metrics'

export const INSPECTION_SCHEMA_ID = 'reclaimscope.inspection/1'

export interface CounterSummary {
  readonly name: string
  /** Null for a counter of the whole system. */
  readonly cpu: number | null
  readonly unit: string
  readonly kind: 'cumulative' | 'level'
  readonly samples: number
  /** Median time between samples; null with fewer than two. */
  readonly periodMs: number | null
}

/** A file of the capture, and how it was brought to its clock. */
export interface FileSummary {
  readonly name: string
  readonly format: string
  readonly bytes: number
  /** Seconds on the capture's clock; null when nothing in it has a time. */
  readonly span: { readonly startS: number; readonly endS: number } | null
  /** Clock of its own times; null when it does not say. */
  readonly clock: string | null
  /** `first` file with times, on the `same` clock, by a clock that both relate to, as `told`, or by `nothing`. */
  readonly alignedBy: string
  /** Added to its times. */
  readonly offsetS: number
}

/** Something that a replay would use and the capture lacks. */
export interface MissingEvidence {
  /** Without it there is no replay. */
  readonly isRequired: boolean
  readonly what: string
  readonly effect: string
  /** Records it. */
  readonly command: string
}

export interface Inspection {
  readonly schema: typeof INSPECTION_SCHEMA_ID
  readonly capture: CaptureIdentity
  readonly files: readonly FileSummary[]
  readonly device: Device | null
  /** Release that `device.json` or else the recording states. */
  readonly kernel: string | null
  readonly durationS: number
  readonly counterSpan: { readonly startS: number; readonly endS: number } | null
  readonly events: Readonly<Record<string, number>>
  readonly counters: readonly CounterSummary[]
  readonly lostEvents: number | null
  readonly threads: { readonly total: number; readonly kswapd: readonly string[]; readonly kcompressd: readonly string[]; readonly applications: number | null; readonly evidence: string }
  readonly observed: Metrics
  readonly missing: readonly MissingEvidence[]
  readonly warnings: readonly Warning[]
}
