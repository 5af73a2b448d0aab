/** Engine work without threads, for tests of services: the real importer and measurements, and a runner that plays a script. */
import { observeMetrics } from '../../src/engine/observe/observe-metrics'
import { observeSeries } from '../../src/engine/observe/observe-series'
import { observeStalls, stallDurations } from '../../src/engine/observe/stall-durations'
import { observeThreadTimes, sumThreads } from '../../src/engine/observe/thread-times'
import { findEpisodes } from '../../src/engine/observe/find-episodes'
import { describeContents } from '../../src/engine/page-contents'
import type { Prepared, ReplayJob, RunResult } from '../../src/engine/run-types'
import type { Trace } from '../../src/engine/trace/trace'
import { traceArchive } from '../../src/main/export/trace-archive'
import { loadPages } from '../../src/main/runner/load-pages'
import { openCapture } from '../../src/main/import/open-capture'
import type { PrepareOptions, Runner, RunnerOptions } from '../../src/main/runner/runner'
import type { TraceWork } from '../../src/main/runner/trace-work'
import type { AppError } from '../../src/shared/errors'
import { findPreset } from '../../src/shared/presets'
import { fail, ok, type Result } from '../../src/shared/result'

/** The real importer and measurements on this thread. */
export class InProcessTraceWork implements TraceWork {
  readonly released: Trace[] = []

  async open(paths: readonly string[], options: Parameters<TraceWork['open']>[1] = {}): ReturnType<TraceWork['open']> {
    const { signal, onProgress, name, columns = [], offsets = {} } = options
    const opened = await openCapture(paths.map((path) => ({ kind: 'path', path })), {
      columns, offsets, ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }), ...(name === undefined ? {} : { name })
    })
    if (!opened.ok) return opened
    return ok({ trace: opened.value, observed: observeMetrics(opened.value, null), episodes: findEpisodes(opened.value), contents: describeContents(opened.value, null) })
  }

  async pages(...[file, pageBytes]: Parameters<TraceWork['pages']>): ReturnType<TraceWork['pages']> {
    return loadPages(file, pageBytes)
  }

  async series(trace: Trace, window: Parameters<TraceWork['series']>[1], bins: number): ReturnType<TraceWork['series']> {
    return ok(observeSeries(trace, window, bins))
  }

  async metrics(trace: Trace, window: Parameters<TraceWork['metrics']>[1]): ReturnType<TraceWork['metrics']> {
    return ok(observeMetrics(trace, window))
  }

  async threads(trace: Trace, window: Parameters<TraceWork['threads']>[1]): ReturnType<TraceWork['threads']> {
    return ok(observeThreadTimes(trace, window))
  }

  async stalls(trace: Trace, window: Parameters<TraceWork['stalls']>[1]): ReturnType<TraceWork['stalls']> {
    return ok(observeStalls(trace, window))
  }

  async tables(trace: Trace): ReturnType<TraceWork['tables']> {
    return traceArchive(trace)
  }

  release(trace: Trace): void {
    this.released.push(trace)
  }

  async close(): Promise<void> {}
}

/** A runner whose replays are the observed metrics again, one by one, with faults on demand. */
export class ScriptedRunner implements Runner {
  readonly parallelism = 2
  readonly jobs: ReplayJob[] = []
  readonly signals: (AbortSignal | undefined)[] = []
  readonly prepared: PrepareOptions[] = []
  released = 0
  prepareError: AppError | null = null
  /** Replays of this configuration fail. */
  failing: string | null = null
  /** Replays wait for this. */
  gate: Promise<void> = Promise.resolve()

  async prepare(trace: Trace, options: PrepareOptions): Promise<Result<Prepared, AppError>> {
    this.prepared.push(options)
    if (this.prepareError !== null) return fail(this.prepareError)
    const window = options.window ?? { startNs: trace.startNs, endNs: trace.endNs }
    return ok({
      window, demand: { evidence: [], warnings: [], tasks: [] }, parameters: {}, running: findPreset('off')!.config, observed: observeMetrics(trace, window),
      assumptions: [], fit: {}, fitVerdict: { grade: 'none', summary: 'scripted' }, warnings: []
    } as unknown as Prepared)
  }

  async replay(prepared: Prepared, job: ReplayJob, run: RunnerOptions = {}): Promise<Result<RunResult, AppError>> {
    this.jobs.push(job)
    this.signals.push(run.signal)
    // A real pool listens for as long as a replay waits.
    run.signal?.addEventListener('abort', () => undefined, { once: true })
    await this.gate
    if (run.signal?.aborted === true) return fail({ code: 'CANCELLED', message: 'cancelled' })
    if (job.config.id === this.failing) return fail({ code: 'INTERNAL', message: 'the replay broke' })
    const { startNs, endNs } = prepared.window
    const series = { startNs, binNs: (endNs - startNs) / 4, binCount: 4, series: [{ id: 'freePages' as const, unit: 'pages', values: Float64Array.of(1, 2, 3, 4) }], cpus: [] }
    return ok({ configId: job.config.id, seed: job.seed, member: job.member, metrics: prepared.observed, series, stallDurations: stallDurations([3e6, 1e6, 2e6]), threadTimes: sumThreads([{ name: 'kswapd0', cpuClass: 'kswapd', cpuNs: 2e9 }]), explanation: [], warnings: [], eventCount: 1 })
  }

  release(): void {
    this.released += 1
  }

  async close(): Promise<void> {}
}

/** ftrace text of two CPUs, with kswapd and memory events: the smallest capture that can be replayed. */
export const SMALL_FTRACE = `# tracer: nop
#
#                                _-----=> irqs-off/BH-disabled
#                               / _----=> need-resched
#                              | / _---=> hardirq/softirq
#                              || / _--=> preempt-depth
#                              ||| / _-=> migrate-disable
#                              |||| /     delay
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
#              | |         |   |||||     |         |
            app1-100     [000] d..2.   100.000000: sched_switch: prev_comm=swapper/0 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=app1 next_pid=100 next_prio=120
            app1-100     [000] .....   100.001000: rss_stat: mm_id=7 curr=1 type=MM_ANONPAGES size=1048576B
         kswapd0-50      [001] d..2.   100.002000: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=kswapd0 next_pid=50 next_prio=120
         kswapd0-50      [001] .....   100.002100: mm_vmscan_kswapd_wake: nid=0 order=0
            app1-100     [000] .....   100.003000: rss_stat: mm_id=7 curr=1 type=MM_ANONPAGES size=2097152B
         kswapd0-50      [001] .....   100.004000: mm_vmscan_kswapd_sleep: nid=0
         kswapd0-50      [001] d..2.   100.004100: sched_switch: prev_comm=kswapd0 prev_pid=50 prev_prio=120 prev_state=S ==> next_comm=swapper/1 next_pid=0 next_prio=120
            app1-100     [000] d..2.   100.008000: sched_switch: prev_comm=app1 prev_pid=100 prev_prio=120 prev_state=S ==> next_comm=swapper/0 next_pid=0 next_prio=120
`
