/** Comparisons: calibrates once, replays every configuration as an ensemble on the runner, tells of results as they arrive. */
import type { Prepared, RunResult } from '../../engine/run-types'
import { assembleComparison } from '../../engine/assemble-comparison'
import { validateComparison } from '../../engine/assemble-validation'
import { bandsOf } from '../../engine/series/bands'
import { rebin } from '../../engine/series/rebin'
import { subtractSets } from '../../shared/subtract-sets'
import type { Comparison } from '../../shared/comparison'
import type { ComparisonStatus, Request } from '../../shared/contract'
import type { Configuration } from '../../shared/config'
import type { AppError } from '../../shared/errors'
import type { Metrics } from '../../shared/metrics'
import { fail, ok, type Result } from '../../shared/result'
import type { CallContext } from '../../shared/rpc/app-server'
import type { SeriesSet } from '../../shared/series'
import type { StallDurations } from '../../shared/stalls'
import type { ThreadTimes } from '../../shared/thread-times'
import type { Validation } from '../../shared/validation'
import type { Runner } from '../runner/runner'
import { identityOf, resolveSpan } from './capture-summary'
import { checkWindow, type Capture, type CaptureService } from './capture-service'
import { inOrder, runEnsemble } from './run-ensemble'

type RunRequest = Request<'comparison.run'>

/** A finished or running comparison. */
export interface ComparisonRecord {
  readonly captureId: string
  readonly comparison: Comparison | null
  /** Replayed series of the nominal member, by configuration. */
  readonly series: ReadonlyMap<string, SeriesSet>
  /** The other members' for its band, by configuration. */
  readonly members: ReadonlyMap<string, readonly SeriesSet[]>
  /** Lengths of its direct reclaims, by configuration. */
  readonly stalls: ReadonlyMap<string, StallDurations>
  /** CPU time of its threads, by configuration. */
  readonly threads: ReadonlyMap<string, ThreadTimes>
}

export interface ComparisonServiceOptions {
  readonly captures: CaptureService
  readonly runner: Runner
  /** Told of every step: start, results, end. */
  readonly onUpdate: (status: ComparisonStatus) => void
}

/** Comparisons kept; beyond this number the oldest is forgotten of which its capture has a later one. The latest of each capture is on screen and goes into the project. */
const MAX_COMPARISONS = 32
/** Results between two updates cost the assembly of a comparison each; more often than this nobody can read. */
const UPDATE_INTERVAL_MS = 200

interface Progressing {
  readonly comparisonId: string
  readonly capture: Capture
  readonly request: RunRequest
  readonly context: CallContext
}

export class ComparisonService {
  readonly #options: ComparisonServiceOptions
  readonly #records = new Map<string, ComparisonRecord>()
  #lastId = 0

  constructor(options: ComparisonServiceOptions) {
    this.#options = options
    options.captures.onClosed((captureId) => {
      for (const [id, record] of this.#records) if (record.captureId === captureId) this.#records.delete(id)
    })
  }

  /** Replays a capture under the configurations; ends with the complete comparison. */
  async run(request: RunRequest, context: CallContext): Promise<Result<ComparisonStatus, AppError>> {
    const wrong = checkWindow(request.window) ?? checkConfigurations(request.configs)
    if (wrong !== null) return fail(wrong)
    const capture = this.#options.captures.find(request.captureId)
    if (!capture.ok) return capture
    if (capture.value.summary.notReplayable !== null) return fail({ code: 'TRACE_NOT_REPLAYABLE', message: capture.value.summary.notReplayable })
    this.#lastId += 1
    const job: Progressing = { comparisonId: `comparison-${this.#lastId}`, capture: capture.value, request, context }
    this.#tell(job, 'calibrating', 0, request.configs.length * request.seeds, null)
    context.progress({ phase: 'calibrating', done: 0, total: 1, unit: 'runs' })
    const window = request.window === null ? null : { startNs: request.window.startNs, endNs: request.window.endNs }
    const prepared = await this.#options.runner.prepare(job.capture.trace, { window, seed: request.seed, pages: job.capture.pages ?? undefined }, context)
    if (!prepared.ok) return prepared
    const outcome = await this.#replay(job, prepared.value)
    this.#options.runner.release(prepared.value)
    if (!outcome.ok) this.#records.delete(job.comparisonId)
    return outcome
  }

  /** Takes over results that were kept in a file; returns the comparison's id. */
  restore(captureId: string, results: Omit<ComparisonRecord, 'captureId'>): string {
    this.#lastId += 1
    const comparisonId = `comparison-${this.#lastId}`
    this.#keep(comparisonId, { captureId, ...results })
    return comparisonId
  }

  /** How a comparison stands that has ended; null when it is not known any more or has no results. */
  statusOf(comparisonId: string): ComparisonStatus | null {
    const record = this.#records.get(comparisonId)
    if (record?.comparison == null) return null
    const { captureId, comparison } = record
    const members = comparison.runs.length * comparison.seeds
    return { comparisonId, captureId, phase: 'done', membersDone: members, membersTotal: members, comparison }
  }

  /**
   * Replayed series of one configuration over a span, at most `bins` bins, or what they are more than those of `minus`.
   * Members with the same seed are pairs: the band of a difference is that of the pairs' differences, not of two bands.
   */
  series(request: Request<'comparison.series'>): Result<SeriesSet, AppError> {
    const wrong = checkWindow(request.window)
    if (wrong !== null) return fail(wrong)
    const own = this.#runsOf(request)
    if (!own.ok || request.minus === undefined) return own.ok ? ok(withBand(own.value)) : own
    const base = this.#runsOf({ ...request, configId: request.minus })
    return base.ok ? ok(withBand(pairDifferences(own.value, base.value))) : base
  }

  /** The nominal run and the others, in the bins that are asked for. */
  #runsOf(request: Request<'comparison.series'>): Result<Runs, AppError> {
    const set = this.#ofRun(request, ({ series }) => series)
    if (!set.ok) return set
    const window = request.window ?? { startNs: set.value.startNs, endNs: set.value.startNs + set.value.binNs * set.value.binCount }
    const members = this.#ofRun(request, (record) => record.members)
    return ok([rebin(set.value, window, request.bins), ...(members.ok ? members.value.map((member) => rebin(member, window, request.bins)) : [])])
  }

  /** Lengths of the direct reclaims of one configuration's nominal member. */
  stalls(request: Request<'comparison.stalls'>): Result<StallDurations, AppError> {
    return this.#ofRun(request, ({ stalls }) => stalls)
  }

  /** CPU time of the threads of one configuration's nominal member. */
  threads(request: Request<'comparison.threads'>): Result<ThreadTimes, AppError> {
    return this.#ofRun(request, ({ threads }) => threads)
  }

  /** The prediction of one configuration against recordings of it. */
  async validate({ comparisonId, configId, actuals }: Request<'comparison.validate'>, context: CallContext): Promise<Result<Validation, AppError>> {
    const record = this.find(comparisonId)
    if (!record.ok) return record
    const measured: { readonly name: string; readonly metrics: Metrics }[] = []
    for (const { captureId, window } of actuals) {
      const actual = this.#options.captures.find(captureId)
      if (!actual.ok) return actual
      const metrics = window === null ? ok(actual.value.summary.observed) : await this.#options.captures.metrics(captureId, window, context)
      if (!metrics.ok) return metrics
      measured.push({ name: actual.value.summary.identity.name, metrics: metrics.value })
    }
    const { comparison } = record.value
    const validation = comparison === null ? null : validateComparison(comparison, configId, measured)
    return validation === null ? fail(noResults(configId)) : ok(validation)
  }

  /** The comparison of that id. */
  find(comparisonId: string): Result<ComparisonRecord, AppError> {
    const record = this.#records.get(comparisonId)
    return record === undefined ? fail({ code: 'NOT_FOUND', message: 'This comparison is not known any more.', advice: 'Replay again.' }) : ok(record)
  }

  #ofRun<T>({ comparisonId, configId }: Pick<Request<'comparison.stalls'>, 'comparisonId' | 'configId'>, part: (record: ComparisonRecord) => ReadonlyMap<string, T>): Result<T, AppError> {
    const record = this.find(comparisonId)
    if (!record.ok) return record
    const found = part(record.value).get(configId)
    return found === undefined ? fail(noResults(configId)) : ok(found)
  }

  async #replay(job: Progressing, prepared: Prepared): Promise<Result<ComparisonStatus, AppError>> {
    const { request, context } = job
    const configs = withBaseline(prepared.running, request.configs)
    const total = configs.length * request.seeds
    const results: RunResult[] = []
    let lastUpdateMs = Number.NEGATIVE_INFINITY
    const arrived = (result: RunResult): void => {
      results.push(result)
      context.progress({ phase: 'replaying', done: results.length, total, unit: 'runs' })
      const nowMs = performance.now()
      if (results.length === total || nowMs - lastUpdateMs < UPDATE_INTERVAL_MS) return
      lastUpdateMs = nowMs
      this.#store(job, prepared, configs, results)
      this.#tell(job, 'replaying', results.length, total, this.#records.get(job.comparisonId)?.comparison ?? null)
    }
    const failure = await runEnsemble({ runner: this.#options.runner, prepared, configs, seed: request.seed, seeds: request.seeds, signal: context.signal, onResult: arrived })
    if (failure !== null) return fail(failure)
    this.#store(job, prepared, configs, results)
    return ok(this.#tell(job, 'done', total, total, this.#records.get(job.comparisonId)?.comparison ?? null))
  }

  #store(job: Progressing, prepared: Prepared, configs: readonly Configuration[], results: readonly RunResult[]): void {
    const { request, capture } = job
    const done = configs.filter((config) => results.some((result) => result.configId === config.id))
    // The baseline is what all others are measured against: nothing to show before it is there.
    const comparison = done.some((config) => config.id === prepared.running.id)
      ? assembleComparison({
          prepared, capture: identityOf(capture.trace, resolveSpan(capture.trace, prepared.window), capture.pages), seed: request.seed, seeds: request.seeds,
          results: inOrder(configs, results), configs: done, traceWarnings: capture.trace.warnings
        })
      : null
    const nominal = results.filter(({ member }) => member === 0)
    const partOf = <T>(part: (result: RunResult) => T | undefined): Map<string, T> => new Map(nominal.flatMap((result) => {
      const value = part(result)
      return value === undefined ? [] : [[result.configId, value] as const]
    }))
    this.#keep(job.comparisonId, {
      captureId: request.captureId, comparison, series: partOf(({ series }) => series), members: new Map(configs.map(({ id }) => [id, bandMembers(results, id)])), stalls: partOf(({ stallDurations }) => stallDurations), threads: partOf(({ threadTimes }) => threadTimes)
    })
  }

  #keep(comparisonId: string, record: ComparisonRecord): void {
    this.#records.set(comparisonId, record)
    if (this.#records.size <= MAX_COMPARISONS) return
    const outdated = [...this.#records].find(([id, { captureId }]) => id !== this.#latestOf(captureId))
    if (outdated !== undefined) this.#records.delete(outdated[0])
  }

  #latestOf(captureId: string): string | undefined {
    return [...this.#records].findLast(([, record]) => record.captureId === captureId)?.[0]
  }

  #tell(job: Progressing, phase: ComparisonStatus['phase'], membersDone: number, membersTotal: number, comparison: Comparison | null): ComparisonStatus {
    const status: ComparisonStatus = { comparisonId: job.comparisonId, captureId: job.request.captureId, phase, membersDone, membersTotal, comparison }
    this.#options.onUpdate(status)
    return status
  }
}

/** The baseline first, then the wanted configurations; the baseline once. */
export function withBaseline(running: Configuration, wanted: readonly Configuration[]): readonly Configuration[] {
  return [running, ...wanted.filter(({ id }) => id !== running.id)]
}

/** The nominal run first, then the members for its band, by seed. */
type Runs = readonly [SeriesSet, ...SeriesSet[]]

function withBand(runs: Runs): SeriesSet {
  const bands = bandsOf(runs)
  return bands.length === 0 ? runs[0] : { ...runs[0], bands }
}

/** Pair by pair; one whose grids differ would be no pair. */
function pairDifferences([own, ...others]: Runs, [base, ...bases]: Runs): Runs {
  const pairs = others.flatMap((member, index) => {
    const other = bases[index]
    return (other === undefined ? null : subtractSets(member, other)) ?? []
  })
  return [subtractSets(own, base) ?? { ...own, series: [], cpus: [] }, ...pairs]
}

/** Series of the members after the nominal one, in their order and up to the first that is not there yet: what has the same place has the same seed. */
function bandMembers(results: readonly RunResult[], configId: string): SeriesSet[] {
  const byMember = new Map(results.filter((result) => result.configId === configId).map(({ member, series }) => [member, series]))
  const found: SeriesSet[] = []
  for (let series = byMember.get(1); series !== undefined; series = byMember.get(found.length + 1)) found.push(series)
  return found
}

function noResults(configId: string): AppError {
  return { code: 'NOT_FOUND', message: `There are no results of '${configId}' yet.` }
}

/** Two configurations of one id could not be told apart in the result. */
function checkConfigurations(configs: readonly Configuration[]): AppError | null {
  const twice = configs.find(({ id }, index) => configs.findIndex((other) => other.id === id) !== index)
  return twice === undefined ? null : { code: 'CONFIG_INVALID', message: `Two configurations have the id '${twice.id}'.`, advice: 'Give each its own id.' }
}
