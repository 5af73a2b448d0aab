/** Says what is in a capture. */
import { recordedKernel } from '../../engine/kernel-release'
import { observeMetrics } from '../../engine/observe/observe-metrics'
import { classifyThreads } from '../../engine/observe/thread-class'
import type { CounterTrack, Trace } from '../../engine/trace/trace'
import { INSPECTION_SCHEMA_ID, type CounterSummary, type FileSummary, type Inspection } from '../../shared/inspection'
import type { Metrics } from '../../shared/metrics'
import { identityOf } from './capture-summary'
import { findMissingEvidence } from './missing-evidence'

/** Describes a trace; `observed` are its metrics where they are known already. */
export function inspectTrace(trace: Trace, observed: Metrics = observeMetrics(trace, null)): Inspection {
  const capture = identityOf(trace, null)
  return {
    schema: INSPECTION_SCHEMA_ID, capture, files: summarizeFiles(trace), device: trace.device, kernel: recordedKernel(trace), durationS: roundTo(capture.window.endS - capture.window.startS, 9),
    counterSpan: trace.counters.length === 0 ? null : { startS: secondsOf(trace, trace.counterStartNs), endS: secondsOf(trace, trace.counterEndNs) },
    events: trace.eventCounts, counters: trace.counters.map(summarizeCounter), lostEvents: trace.lostEvents, threads: summarizeThreads(trace),
    observed, missing: findMissingEvidence(trace), warnings: trace.warnings
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
