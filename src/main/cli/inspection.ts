/** What is in a capture, as data (schema `reclaimscope.inspection/1`). */
import { recordedKernel } from '../../engine/kernel-release'
import { observeMetrics } from '../../engine/observe/observe-metrics'
import { classifyThreads } from '../../engine/observe/thread-class'
import type { CounterTrack, Trace } from '../../engine/trace/trace'
import type { CaptureIdentity } from '../../shared/comparison'
import type { Device } from '../../shared/device'
import type { Warning } from '../../shared/errors'
import type { Metrics } from '../../shared/metrics'
import { identityOf } from '../services/capture-summary'
import { findMissingEvidence, type MissingEvidence } from './missing-evidence'

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

/** Describes a trace. */
export function inspectTrace(trace: Trace): Inspection {
  const capture = identityOf(trace, null)
  return {
    schema: INSPECTION_SCHEMA_ID, capture, files: summarizeFiles(trace), device: trace.device, kernel: recordedKernel(trace), durationS: roundTo(capture.window.endS - capture.window.startS, 9),
    counterSpan: trace.counters.length === 0 ? null : { startS: secondsOf(trace, trace.counterStartNs), endS: secondsOf(trace, trace.counterEndNs) },
    events: trace.eventCounts, counters: trace.counters.map(summarizeCounter), lostEvents: trace.lostEvents, threads: summarizeThreads(trace),
    observed: observeMetrics(trace, null), missing: findMissingEvidence(trace), warnings: trace.warnings
  }
}

function summarizeFiles(trace: Trace): FileSummary[] {
  return trace.sources.map(({ name, format, bytes, span, clock, alignedBy, offsetS }) => ({
    name, format, bytes, span: span == null ? null : { startS: secondsOf(trace, span.startNs), endS: secondsOf(trace, span.endNs) },
    clock: clock ?? null, alignedBy: alignedBy ?? 'nothing', offsetS: offsetS ?? 0
  }))
}

function summarizeThreads(trace: Trace): Inspection['threads'] {
  const { ofThread, appEvidence } = classifyThreads(trace)
  const named = (name: string): string[] => [...new Set(trace.threads.name.filter((_, thread) => ofThread[thread] === name))].sort()
  const applications = appEvidence === 'none' ? null : ofThread.filter((name) => name === 'app').length
  return { total: trace.threads.count, kswapd: named('kswapd'), kcompressd: named('kcompressd'), applications, evidence: appEvidence }
}

function summarizeCounter(track: CounterTrack): CounterSummary {
  const gapsNs = Float64Array.from({ length: Math.max(0, track.tsNs.length - 1) }, (_, i) => (track.tsNs[i + 1] ?? 0) - (track.tsNs[i] ?? 0)).sort()
  const median = gapsNs[gapsNs.length >> 1]
  return {
    name: track.name, cpu: track.cpu < 0 ? null : track.cpu, unit: track.unit, kind: track.cumulative ? 'cumulative' : 'level',
    samples: track.tsNs.length, periodMs: median === undefined ? null : roundTo(median / 1e6, 6)
  }
}

function secondsOf(trace: Trace, timeNs: number): number {
  return roundTo(trace.originS + timeNs / 1e9, 9)
}

function roundTo(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals
}
