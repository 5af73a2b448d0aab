/** Recordings of small synthetic workloads with a known truth, for tests of the demand extraction. */
import type { TimeWindow } from '../../src/engine/run-types'
import type { Trace } from '../../src/engine/trace/trace'
import { traceFixture, type TraceFixture } from './trace-fixture'

/** The whole span of a trace. */
export function wholeWindow(trace: Trace): TimeWindow {
  return { startNs: trace.startNs, endNs: trace.endNs }
}

export interface PacedApp {
  readonly tid: number
  readonly firstMs: number
  readonly steps: number
  readonly periodMs: number
  /** CPU time of a step; varies by a small known pattern so that pacing can be told. */
  readonly stepMs: number
  /** After this step the thread is in direct reclaim for so long (0 = never). */
  readonly stallAfter?: number
  readonly stallMs?: number
  readonly wakeups?: boolean
  /** `deadline`: steps are due on a grid and missed ones are caught up; `relative`: it sleeps the same time after each step. */
  readonly pacing?: 'deadline' | 'relative'
}

/** Small variation of a step's CPU time, ms. */
const variation = (step: number): number => ((step * 7) % 5) * 0.04

/** Records a thread that works in steps on CPU 0, stalls once, and goes on as its pacing says. Returns the time it ended, ms. */
export function recordPacedApp(fixture: TraceFixture, app: PacedApp): number {
  const { tid, firstMs, periodMs } = app
  const relative = app.pacing === 'relative'
  let now = firstMs
  let begin = firstMs
  for (let step = 0; step < app.steps; step++) {
    now += app.stepMs + variation(step)
    if (step === app.stallAfter && (app.stallMs ?? 0) > 0) {
      fixture.directReclaim(tid, now, now + (app.stallMs ?? 0))
      now += app.stallMs ?? 0
    }
    const due = relative ? now + periodMs - app.stepMs : firstMs + (step + 1) * periodMs
    // Late: no sleep, the next step follows in the same slice.
    if (due <= now && step < app.steps - 1) continue
    fixture.runs(0, tid, begin, now, 'S')
    if (step === app.steps - 1) return now
    if (app.wakeups !== false) fixture.wakeup(due, tid)
    now = due
    begin = due
  }
  return now
}

/** Counters sampled every `everyMs` from a function of time (ms). */
export function sampled(fromMs: number, toMs: number, everyMs: number, value: (ms: number) => number): [number, number][] {
  const samples: [number, number][] = []
  for (let ms = fromMs; ms <= toMs + 1e-9; ms += everyMs) samples.push([ms, value(ms)])
  return samples
}

/**
 * A busy bystander and an app that allocates `pages` evenly between `fromMs` and `toMs`, with the counters a kernel would show
 * while `reclaimed` of the older pages are taken. No wake-ups, no rss_stat, no marks.
 */
export function countersOfAllocation(fromMs: number, toMs: number, endMs: number, pages: number, reclaimed: number): TraceFixture {
  const share = (ms: number): number => Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs)))
  return traceFixture()
    .counter('nr_anon_pages', sampled(0, endMs, 100, (ms) => 10_000 + (pages - reclaimed) * share(ms)), { cumulative: false })
    .counter('nr_free_pages', sampled(0, endMs, 100, (ms) => 20_000 - (pages - reclaimed) * share(ms)), { cumulative: false })
    .counter('nr_inactive_anon', sampled(0, endMs, 100, (ms) => 10_000 + (pages - reclaimed) * share(ms)), { cumulative: false })
    .counter('pgsteal_anon', sampled(0, endMs, 100, (ms) => reclaimed * share(ms)))
    .counter('pswpout', sampled(0, endMs, 100, (ms) => reclaimed * share(ms)))
    .counter('pswpin', sampled(0, endMs, 100, () => 0))
    .counter('pgfault', sampled(0, endMs, 100, (ms) => pages * share(ms)))
    .counter('pgmajfault', sampled(0, endMs, 100, () => 0))
}
