/** Runs a sweep from the calibration to the result: on all threads of the runner, from a journal where it has runs already. */
import { setMaxListeners } from 'node:events'
import { assembleSweep, medianOf, type RunPoint, type SweepRunResult } from '../../engine/sweep/assemble-sweep'
import { gridPlan, guidedPlan, guidedRuns, type Assess, type SweepJob, type SweepPlan } from '../../engine/sweep/plan'
import { effectiveKey, pointAt, type GridPoint, type SweepSpace } from '../../engine/sweep/space'
import type { Prepared, TimeWindow } from '../../engine/run-types'
import type { Trace } from '../../engine/trace/trace'
import { referencesOf } from '../../shared/constraint'
import type { Configuration } from '../../shared/config'
import type { AppError } from '../../shared/errors'
import { referenceMap, totalViolation, type Goal } from '../../shared/judge-sweep'
import { flattenMeasures } from '../../shared/measures'
import type { Metrics } from '../../shared/metrics'
import type { FilePages } from '../../shared/page-contents'
import { findPreset } from '../../shared/presets'
import { fail, ok, type Result } from '../../shared/result'
import type { Grid, Sweep } from '../../shared/sweep'
import type { Runner } from '../runner/runner'
import { identityOf } from './capture-summary'
import { digest, journalHeader, type JournalHeader, type SweepJournal } from './sweep-journal'

export interface SweepTask {
  readonly trace: Trace
  /** A file that stands for the contents of its pages; absent = as the recording tells. */
  readonly pages?: FilePages | undefined
  readonly window: TimeWindow | null
  readonly grid: Grid
  readonly goal: Goal
  readonly space: SweepSpace
  readonly seed: number
  readonly seeds: number
}

export interface SweepSurroundings {
  readonly runner: Runner
  readonly signal: AbortSignal
  /** Opens the journal for runs of this header; null = none is kept. */
  readonly openJournal: (header: JournalHeader) => Promise<Result<SweepJournal | null, AppError>>
  readonly onProgress: (phase: 'calibrating' | 'replaying', done: number, total: number) => void
  /** Told of every run, also of those from the journal; `soFar` puts together what there is, null while the baseline is missing. */
  readonly onRun?: (soFar: () => Sweep | null, isReplayed: boolean) => void
}

/**
 * Runs the sweep; the result is the same however many threads there are and however often it was stopped.
 * @returns the runner's failures; JOURNAL_MISMATCH, JOURNAL_INVALID or WRITE_FAILED from the journal; CANCELLED
 */
export async function runSweep(task: SweepTask, around: SweepSurroundings): Promise<Result<Sweep, AppError>> {
  const { runner, signal } = around
  around.onProgress('calibrating', 0, 1)
  const prepared = await runner.prepare(task.trace, { window: task.window, seed: task.seed, pages: task.pages }, { signal })
  if (!prepared.ok) return prepared
  const header = journalHeader(identityOf(task.trace, prepared.value.window, task.pages), task.seed, [prepared.value.assumptions, prepared.value.observed, prepared.value.running])
  const journal = await around.openJournal(header)
  if (!journal.ok) return journal
  try {
    return await new SweepRun(task, around, prepared.value, journal.value).run()
  } finally {
    await journal.value?.close()
    runner.release(prepared.value)
  }
}

const JOURNAL_FULL = 'The journal is full: later runs are not kept and will be replayed again.'

/** Runs of one effective configuration, by member. */
type Members = Map<number, SweepRunResult>

class SweepRun {
  readonly #task: SweepTask
  readonly #around: SweepSurroundings
  readonly #prepared: Prepared
  readonly #journal: SweepJournal | null
  readonly #runs = new Map<string, Members>()
  /** Combinations visited, in order. */
  readonly #points = new Map<number, GridPoint>()
  readonly #stop = new AbortController()
  #done = 0
  #failure: AppError | null = null

  constructor(task: SweepTask, around: SweepSurroundings, prepared: Prepared, journal: SweepJournal | null) {
    this.#task = task
    this.#around = around
    this.#prepared = prepared
    this.#journal = journal
    for (const { key, member, ...run } of journal?.content.runs ?? []) this.#membersOf(key).set(member, run)
  }

  async run(): Promise<Result<Sweep, AppError>> {
    const { grid, seeds, window } = this.#task
    const written = await this.#journal?.begin({ grid, seeds, window: window === null ? null : { startNs: window.startNs, endNs: window.endNs } })
    if (written !== undefined && written !== null) return fail(written)
    await this.#runAll(this.#fixed().flatMap((config) => Array.from({ length: seeds }, (_, member) => ({ config, member }))))
    if (this.#failure !== null) return fail(this.#failure)
    for (const batch of this.#plan()) {
      await this.#runAll(batch.map((job) => ({ config: this.#pointOf(job).config, member: job.member })))
      // A plan goes on only when it knows all of its last batch.
      if (this.#failure !== null) return fail(this.#failure)
    }
    const ended = await this.#journal?.end()
    return ended === undefined || ended === null ? ok(this.#assemble(true)) : fail(ended)
  }

  /** The baseline, and what constraints refer to. */
  #fixed(): readonly Configuration[] {
    const { running } = this.#prepared
    const others = referencesOf(this.#task.goal.constraints).filter((id) => id !== running.id)
    return [running, ...others.flatMap((id) => findPreset(id)?.config ?? [])]
  }

  #plan(): SweepPlan {
    const { space, grid, seed, seeds } = this.#task
    return grid.search === 'guided' ? guidedPlan(space, { seed, seeds, budget: grid.budget, assess: this.#assess() }) : gridPlan(space, seeds)
  }

  #assess(): Assess {
    const { goal } = this.#task
    const [baseline, ...references] = this.#fixed().map((config) => ({ config, metrics: medianOf(this.#runsOf(config)) }))
    const map = baseline === undefined ? new Map<string, Metrics>() : referenceMap(baseline, references)
    return (index) => {
      const flat = flattenMeasures(medianOf(this.#runsOf(pointAt(this.#task.space, index).config)))
      return { costs: goal.minimise.map((name) => flat.get(name) ?? null), violation: totalViolation(flat, goal.constraints, map) }
    }
  }

  #pointOf({ index }: SweepJob): GridPoint {
    const known = this.#points.get(index) ?? pointAt(this.#task.space, index)
    this.#points.set(index, known)
    return known
  }

  #membersOf(key: string): Members {
    const known = this.#runs.get(key)
    if (known !== undefined) return known
    const members: Members = new Map()
    this.#runs.set(key, members)
    return members
  }

  /** The runs that are there, in order of their members, none left out before the first that is missing. */
  #runsOf(config: Configuration): readonly SweepRunResult[] {
    const members = this.#membersOf(digest(effectiveKey(config)))
    const runs: SweepRunResult[] = []
    for (let member = 0; member < this.#task.seeds; member++) {
      const run = members.get(member)
      if (run === undefined) break
      runs.push(run)
    }
    return runs
  }

  /** Does the runs that are missing; equal configurations share theirs. */
  async #runAll(wanted: readonly { readonly config: Configuration; readonly member: number }[]): Promise<void> {
    const signal = AbortSignal.any([this.#around.signal, this.#stop.signal])
    setMaxListeners(0, signal)
    const jobs = new Map(wanted.map((job) => [`${digest(effectiveKey(job.config))} ${job.member}`, job]))
    await Promise.all([...jobs].map(async ([name, { config, member }]) => {
      const [key = ''] = name.split(' ')
      const isReplayed = !this.#membersOf(key).has(member)
      if (isReplayed) await this.#replay(key, config, member, signal)
      if (this.#failure !== null) return
      this.#done += 1
      this.#around.onRun?.(() => (this.#runsOf(this.#prepared.running).length === 0 ? null : this.#assemble(false)), isReplayed)
      this.#around.onProgress('replaying', this.#done, this.#total())
    }))
  }

  async #replay(key: string, config: Configuration, member: number, signal: AbortSignal): Promise<void> {
    const result = await this.#around.runner.replay(this.#prepared, { config, seed: this.#task.seed, member }, { signal })
    if (this.#failure !== null) return
    if (!result.ok) return this.#fail(result.error)
    const { metrics, warnings } = result.value
    this.#membersOf(key).set(member, { metrics, warnings })
    const written = await this.#journal?.add({ key, member, metrics, warnings: [...warnings] })
    if (written !== undefined && written !== null) this.#fail(written)
  }

  #fail(error: AppError): void {
    this.#failure ??= error
    this.#stop.abort()
  }

  /** Runs of the whole sweep; of a search the most it may come to. */
  #total(): number {
    const { space, grid, seeds } = this.#task
    const planned = grid.search === 'guided' ? guidedRuns(space.size, grid.budget, seeds) : distinct(space) * seeds
    return Math.max(this.#done, planned + this.#fixed().length * seeds)
  }

  #assemble(isComplete: boolean): Sweep {
    const { trace, pages, grid, goal, seed, seeds, space } = this.#task
    const [baseline, ...references] = this.#fixed().map((config) => ({ config, runs: this.#runsOf(config) }))
    const points = [...this.#points].sort(([a], [b]) => a - b).map(([, point]): RunPoint => ({ ...point, runs: this.#runsOf(point.config) })).filter(({ runs }) => runs.length > 0)
    return assembleSweep({
      capture: identityOf(trace, this.#prepared.window, pages), grid, goal, seed, seeds, combinations: space.size, isComplete,
      baseline: baseline ?? { config: this.#prepared.running, runs: [] }, references: references.filter(({ runs }) => runs.length > 0), points,
      warnings: this.#journal?.isFull === true ? [...this.#prepared.warnings, JOURNAL_FULL] : this.#prepared.warnings
    })
  }
}

/** Combinations that differ for the engine; asked for with every step of the progress, hence remembered. */
const distinctCounts = new WeakMap<SweepSpace, number>()
function distinct(space: SweepSpace): number {
  const known = distinctCounts.get(space)
  if (known !== undefined) return known
  const keys = new Set<string>()
  for (let index = 0; index < space.size; index++) keys.add(effectiveKey(pointAt(space, index).config))
  distinctCounts.set(space, keys.size)
  return keys.size
}
