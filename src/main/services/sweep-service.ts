/** Sweeps of opened captures: run on all threads, told of as they go, kept in the journal of this machine, exported. */
import { openSpace } from '../../engine/sweep/space'
import type { Request, SavedSweep, SweepEstimate, SweepStatus, ExportOutcome } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import type { CallContext } from '../../shared/rpc/app-server'
import { readGoal, type Sweep } from '../../shared/sweep'
import { withGoal } from '../../shared/sweep-goal'
import { sweepToCsv } from '../report/sweep-to-csv'
import { sweepToHtml } from '../report/sweep-to-html'
import type { Runner } from '../runner/runner'
import { checkWindow, type Capture, type CaptureService } from './capture-service'
import { fileStem } from './file-stem'
import type { Shell } from './shell'
import { runSweep, type SweepTask } from './sweep-run'
import type { SweepStore } from './sweep-store'

export interface SweepServiceOptions {
  readonly captures: CaptureService
  readonly runner: Runner
  readonly shell: Shell
  /** Null = nothing is kept between sessions. */
  readonly store: SweepStore | null
  readonly onUpdate: (status: SweepStatus) => void
}

/** Sweeps kept for export; the oldest is forgotten beyond this number. */
const MAX_SWEEPS = 16
/** Between two updates: putting a sweep together and sending it costs more than a look at it is worth more often. */
const UPDATE_INTERVAL_MS = 500

/** Guess of a run's time before one was measured: by the events of the trace. */
const RUN_S_AT_LEAST = 0.1
const RUN_S_PER_EVENT = 7e-6

interface Progress {
  readonly sweepId: string
  readonly captureId: string
  phase: 'calibrating' | 'replaying'
  done: number
  total: number
  /** Runs replayed after the first one, and when that ended. */
  replayed: number
  beganMs: number
  lastUpdateMs: number
  timer: ReturnType<typeof setTimeout> | undefined
  /** Runs behind each point when it was last told of. */
  readonly told: Map<string, number>
}

export class SweepService {
  readonly #options: SweepServiceOptions
  readonly #sweeps = new Map<string, Sweep>()
  readonly #running = new Map<string, { readonly signal: AbortSignal; readonly ended: Promise<unknown> }>()
  readonly #runS = new Map<string, number>()
  #lastId = 0

  constructor(options: SweepServiceOptions) {
    this.#options = options
    options.captures.onClosed((captureId) => this.#runS.delete(captureId))
  }

  /** Runs a sweep; what it has so far stays for export when it is cancelled. */
  async run(request: Request<'sweep.run'>, context: CallContext): Promise<Result<SweepStatus, AppError>> {
    const task = this.#task(request)
    if (!task.ok) return task
    const { captureId } = request
    const before = this.#running.get(captureId)
    if (before?.signal.aborted === false) return fail({ code: 'BAD_REQUEST', message: 'A sweep of this capture is running already.', advice: 'Cancel it first.' })
    // A cancelled one still writes its last run.
    const run = (before?.ended ?? Promise.resolve()).then(() => this.#run(task.value, captureId, context))
    const current = { signal: context.signal, ended: run.catch(() => undefined) }
    this.#running.set(captureId, current)
    try {
      return await run
    } finally {
      if (this.#running.get(captureId) === current) this.#running.delete(captureId)
    }
  }

  async #run(task: SweepTask, captureId: string, context: CallContext): Promise<Result<SweepStatus, AppError>> {
    const { store, runner } = this.#options
    const unusable = store === null ? null : await store.prepare()
    if (unusable !== null) return fail(unusable)
    this.#lastId += 1
    const sweepId = `sweep-${this.#lastId}`
    const progress: Progress = { sweepId, captureId, phase: 'calibrating', done: 0, total: 0, replayed: 0, beganMs: 0, lastUpdateMs: Number.NEGATIVE_INFINITY, timer: undefined, told: new Map() }
    const swept = await runSweep(task, {
      runner, signal: context.signal, openJournal: async (header) => store?.open(header) ?? ok(null),
      onProgress: (phase, done, total) => this.#advance(progress, phase, done, total, context),
      onRun: (soFar, isReplayed) => this.#arrived(progress, soFar, isReplayed)
    })
    clearTimeout(progress.timer)
    if (!swept.ok) return swept
    this.#keep(sweepId, swept.value)
    return ok({ sweepId, captureId, phase: 'done', runsDone: progress.done, runsTotal: progress.done, sweep: swept.value })
  }

  /** How long a run of the capture takes, measured in the last sweep or guessed. */
  estimate(captureId: string): Result<SweepEstimate, AppError> {
    const capture = this.#options.captures.find(captureId)
    if (!capture.ok) return capture
    const measured = this.#runS.get(captureId)
    const events = Object.values(capture.value.summary.eventCounts).reduce((sum, count) => sum + count, 0)
    return ok({ runS: measured ?? RUN_S_AT_LEAST + events * RUN_S_PER_EVENT, threads: this.#options.runner.parallelism, isMeasured: measured !== undefined })
  }

  async saved(captureId: string): Promise<Result<readonly SavedSweep[], AppError>> {
    const capture = this.#options.captures.find(captureId)
    if (!capture.ok) return capture
    return ok((await this.#options.store?.saved(capture.value.summary.identity)) ?? [])
  }

  async discard({ captureId, savedId }: Request<'sweep.discard'>): Promise<Result<Record<string, never>, AppError>> {
    const capture = this.#options.captures.find(captureId)
    if (!capture.ok) return capture
    const discarded = await this.#options.store?.discard(capture.value.summary.identity, savedId)
    return discarded === undefined || discarded.ok ? ok({}) : discarded
  }

  /** Writes a sweep as a file, judged by the goals given. */
  async export({ sweepId, format, ...goal }: Request<'sweep.export'>): Promise<Result<ExportOutcome, AppError>> {
    const found = this.#sweeps.get(sweepId)
    if (found === undefined) return fail({ code: 'NOT_FOUND', message: 'This sweep is not known any more.', advice: 'Run it again; its runs are kept.' })
    const sweep = withGoal(found, goal)
    if (!sweep.ok) return sweep
    const { write, mediaType } = FORMATS[format]
    return this.#options.shell.saveReport({ name: `${fileStem(found.capture.name)}-sweep.${format}`, mediaType, content: write(sweep.value) })
  }

  #task({ captureId, grid, window, seed, seeds }: Request<'sweep.run'>): Result<SweepTask, AppError> {
    const wrong = checkWindow(window)
    if (wrong !== null) return fail(wrong)
    const capture: Result<Capture, AppError> = this.#options.captures.find(captureId)
    if (!capture.ok) return capture
    const { notReplayable } = capture.value.summary
    if (notReplayable !== null) return fail({ code: 'TRACE_NOT_REPLAYABLE', message: notReplayable })
    const goal = readGoal(grid)
    if (!goal.ok) return goal
    const space = openSpace(grid)
    return space.ok ? ok({ trace: capture.value.trace, pages: capture.value.pages ?? undefined, window, grid, goal: goal.value, space: space.value, seed, seeds }) : space
  }

  #advance(progress: Progress, phase: Progress['phase'], done: number, total: number, context: CallContext): void {
    Object.assign(progress, { phase, done, total })
    context.progress({ phase, done, total, unit: 'runs' })
    if (phase === 'calibrating') this.#tell(progress, null)
  }

  #arrived(progress: Progress, soFar: () => Sweep | null, isReplayed: boolean): void {
    if (isReplayed) this.#measure(progress)
    // The last of a burst is told too: what a journal gave is seen before the next run ends.
    progress.timer ??= setTimeout(() => this.#update(progress, soFar), Math.max(0, UPDATE_INTERVAL_MS - (performance.now() - progress.lastUpdateMs)))
  }

  #measure(progress: Progress): void {
    const nowMs = performance.now()
    if (progress.beganMs === 0) progress.beganMs = nowMs
    else progress.replayed += 1
    if (progress.replayed > 0) this.#runS.set(progress.captureId, ((nowMs - progress.beganMs) / 1000 / progress.replayed) * this.#options.runner.parallelism)
  }

  #update(progress: Progress, soFar: () => Sweep | null): void {
    progress.timer = undefined
    progress.lastUpdateMs = performance.now()
    const sweep = soFar()
    if (sweep === null) return
    this.#keep(progress.sweepId, sweep)
    const changed = sweep.points.filter(({ id, members }) => progress.told.get(id) !== members)
    for (const { id, members } of changed) progress.told.set(id, members)
    this.#tell(progress, { ...sweep, points: changed })
  }

  #tell({ sweepId, captureId, phase, done, total }: Progress, sweep: Sweep | null): void {
    this.#options.onUpdate({ sweepId, captureId, phase, runsDone: done, runsTotal: total, sweep })
  }

  #keep(sweepId: string, sweep: Sweep): void {
    this.#sweeps.set(sweepId, sweep)
    const oldest = this.#sweeps.keys().next()
    if (this.#sweeps.size > MAX_SWEEPS && oldest.done !== true) this.#sweeps.delete(oldest.value)
  }
}

const FORMATS: Readonly<Record<Request<'sweep.export'>['format'], { readonly mediaType: string; readonly write: (sweep: Sweep) => string }>> = {
  html: { mediaType: 'text/html; charset=utf-8', write: sweepToHtml },
  csv: { mediaType: 'text/csv; charset=utf-8', write: sweepToCsv },
  json: { mediaType: 'application/json; charset=utf-8', write: (sweep) => `${JSON.stringify(sweep, null, 1)}\n` }
}
