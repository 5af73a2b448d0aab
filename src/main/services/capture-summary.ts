/** What the window shows of an opened capture, made from the trace. */
import { recordedKernel } from '../../engine/kernel-release'
import { findMarks } from '../../engine/observe/find-marks'
import { pageSizeOf } from '../../engine/page-contents'
import { checkReplayable } from '../../engine/prepare'
import { runningConfiguration } from '../../engine/running-configuration'
import type { TimeWindow } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import type { CaptureIdentity } from '../../shared/comparison'
import type { CaptureSummary } from '../../shared/contract'
import type { Metrics } from '../../shared/metrics'
import { pagesIdentity, type FilePages, type PageContents } from '../../shared/page-contents'
import type { Episode } from '../../shared/series'

const NS_PER_S = 1e9
/** Strips are some thousand pixels wide; the longest episodes are kept. */
const MAX_EPISODES = 20_000

/** The span that a window means; null = the events' span, or the counters' where there are no events. */
export function resolveSpan(trace: Trace, window: TimeWindow | null): TimeWindow {
  if (window !== null) return { startNs: window.startNs, endNs: window.endNs }
  if (trace.endNs > trace.startNs) return { startNs: trace.startNs, endNs: trace.endNs }
  return { startNs: trace.counterStartNs, endNs: trace.counterEndNs }
}

/** Seconds on the trace clock of a time since the origin, to the nanosecond: the nearest double, so that it prints as recorded. */
export function secondsAt(trace: Trace, timeNs: number): number {
  return Number((trace.originS + timeNs / NS_PER_S).toFixed(9))
}

/** Who the capture is: files with their digests, clock, CPUs, the analysed span in seconds on the trace clock, and a file that stands for its pages. */
export function identityOf(trace: Trace, window: TimeWindow | null, pages?: FilePages | null): CaptureIdentity {
  const span = resolveSpan(trace, window)
  return {
    name: trace.name,
    files: trace.sources
      .map(({ name, format, bytes, sha256 }) => ({ name, format, bytes, sha256 }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    clock: trace.clock,
    cpuCount: trace.cpuCount,
    window: { startS: secondsAt(trace, span.startNs), endS: secondsAt(trace, span.endNs) },
    ...(pages == null ? {} : { pages: pagesIdentity(pages) })
  }
}

/** The longest episodes, in order of time. */
function boundedEpisodes(episodes: readonly Episode[]): readonly Episode[] {
  if (episodes.length <= MAX_EPISODES) return episodes
  const longest = [...episodes].sort((a, b) => b.endNs - b.startNs - (a.endNs - a.startNs)).slice(0, MAX_EPISODES)
  return longest.sort((a, b) => a.startNs - b.startNs)
}

/** The bundled sample opened from its files is as little a recording as from its button: its device says so. */
function isSyntheticDevice(name: string): boolean {
  return /^synthetic\b/i.test(name)
}

/** The summary of an opened capture. */
export function summarize(captureId: string, trace: Trace, measured: { observed: Metrics; episodes: readonly Episode[]; contents: PageContents }, synthetic: boolean): CaptureSummary {
  const { device } = trace
  const span = resolveSpan(trace, null)
  return {
    captureId,
    identity: identityOf(trace, null),
    deviceName: device?.name ?? null,
    kernel: recordedKernel(trace),
    originS: trace.originS,
    startNs: span.startNs,
    endNs: span.endNs,
    cpuCount: trace.cpuCount,
    managedPages: device?.managedPages ?? null,
    pageSize: pageSizeOf(trace),
    pageContents: measured.contents,
    watermarks: device?.watermarks ?? null,
    eventCounts: trace.eventCounts,
    counters: trace.counters.map(({ name, cpu }) => (cpu >= 0 ? `${name} (CPU ${cpu})` : name)),
    lostEvents: trace.lostEvents,
    episodes: boundedEpisodes(measured.episodes),
    marks: findMarks(trace),
    observed: measured.observed,
    running: runningConfiguration(device ?? null).config,
    notReplayable: checkReplayable(trace, span)?.message ?? null,
    warnings: trace.warnings,
    synthetic: synthetic || isSyntheticDevice(device?.name ?? '')
  }
}
