/** Makes a capture ready for replays: demand, machine, calibrated costs, and the fit of the configuration that was running. */
import type { Assumption } from '../shared/comparison'
import type { AppError } from '../shared/errors'
import type { Metrics } from '../shared/metrics'
import type { FilePages } from '../shared/page-contents'
import { fail, ok, type Result } from '../shared/result'
import { calibrate } from './calibrate/calibrate'
import { findCosts, type CostFinding } from './calibrate/costs'
import { initialReferences } from './calibrate/initial-references'
import { findMachine } from './calibrate/machine'
import type { Demand } from './demand/demand'
import { extractDemand } from './demand/extract-demand'
import { computeFit, judgeFit } from './fit'
import { recordedKernel } from './kernel-release'
import type { ModelParameters } from './model-parameters'
import { frequencyAssumption, frequencySchedule } from './observe/frequency'
import { observeMetrics } from './observe/observe-metrics'
import { findContent } from './page-contents'
import { runningConfiguration } from './running-configuration'
import type { Prepared, TimeWindow } from './run-types'
import type { Trace } from './trace/trace'

export interface PrepareOptions {
  /** Span to analyse, ns since the trace's origin; null = all events. */
  readonly window: TimeWindow | null
  readonly seed: number
  /** Contents of pages measured in a file, in place of what the recording tells. */
  readonly pages?: FilePages | undefined
}

/**
 * Prepares a capture.
 * @returns TRACE_NOT_REPLAYABLE when CPU time or memory demand cannot be told, with what to record
 */
export function prepare(trace: Trace, options: PrepareOptions): Result<Prepared, AppError> {
  const window = options.window ?? { startNs: trace.startNs, endNs: trace.endNs }
  const refusal = checkReplayable(trace, window)
  if (refusal !== null) return fail(refusal)
  const observed = observeMetrics(trace, window)
  const running = runningConfiguration(trace.device)
  const found = findParameters(trace, window, observed, options.pages)
  if (!wantsMemory(found.demand)) return fail(refuse(trace, 'No task of the window allocates or uses memory, so there is nothing to replay.', 'Choose a window with memory activity, or record rss_stat and /proc/vmstat every 100-250 ms.'))
  const calibrated = calibrate({ demand: found.demand, parameters: found.parameters, running: running.config, observed, seed: options.seed, isCompressionMeasured: found.cost.isCompressionMeasured, batchNsPerPage: found.cost.batchNsPerPage })
  const fit = computeFit(observed, calibrated.baseline)
  return ok({
    window, demand: calibrated.demand, parameters: calibrated.parameters, running: running.config, observed,
    assumptions: [...found.assumptions, ...calibrated.assumptions], fit, fitVerdict: judgeFit(fit, found.cost.slowdown),
    warnings: [...found.demand.warnings, ...(running.warning === null ? [] : [running.warning]), ...found.cost.warnings, ...calibrated.warnings]
  })
}

/** Why a replay is impossible, or null. */
export function checkReplayable(trace: Trace, window: TimeWindow): AppError | null {
  if (!(window.endNs > window.startNs)) return refuse(trace, 'The analysed window has no length.', 'Choose a window inside the recording.')
  if (trace.sched.count === 0) return refuse(trace, 'The trace has no sched_switch events, so the CPU time of the workload is unknown.', 'Record with sched/sched_switch.')
  const hasMemory = trace.counters.some(({ name }) => name === 'nr_free_pages' || name === 'nr_anon_pages') || Object.hasOwn(trace.events, 'rss_stat')
  if (!hasMemory) return refuse(trace, 'The capture has neither vmstat counters nor rss_stat events, so its memory demand is unknown.', 'Record /proc/vmstat every 100-250 ms or kmem/rss_stat.')
  return null
}

function refuse(trace: Trace, message: string, advice: string): AppError {
  return { code: 'TRACE_NOT_REPLAYABLE', file: trace.name, message, advice }
}

/** Whether any task allocates, accesses or reads a page. */
function wantsMemory(demand: Demand): boolean {
  return demand.tasks.some(({ program }) => [program.allocPages, program.touchPages, program.filePages].some((column) => column.some((pages) => pages > 0)))
}

interface Found {
  readonly demand: Demand
  readonly parameters: ModelParameters
  readonly cost: CostFinding
  readonly assumptions: readonly Assumption[]
}

function findParameters(trace: Trace, window: TimeWindow, observed: Metrics, pages?: FilePages): Found {
  const { machine: ofTrace, assumptions: ofMachine } = findMachine(trace)
  const frequency = frequencySchedule(trace, window)
  const machine = frequency === null ? ofTrace : { ...ofTrace, frequency }
  const totals = { cpuS: observed.kswapd.cpuS, scanned: observed.pgscanKswapd, stolen: observed.pgstealKswapd }
  const { content, assumptions: ofContent } = findContent(trace, window, pages)
  const found = findCosts(trace, window, totals, content.sameFilledShare)
  const { costs, assumptions: ofCosts, uncertainty } = found
  const demand = extractDemand(trace, window, { pageSize: machine.pageSize, decompressNs: costs.decompressNs, slowdown: found.slowdown, memory: { managedPages: machine.managedPages, highPages: machine.watermarks.high } })
  const references = initialReferences(trace, window, demand.initial.inactiveAnonPages)
  const young = references?.youngShare ?? null
  const disksize = trace.device?.zram?.disksizeBytes
  const parameters: ModelParameters = {
    costs, machine, content, disksizePages: disksize === undefined ? null : Math.floor(disksize / machine.pageSize), initialYoungShare: young ?? 1,
    ...(references === null ? {} : { initialYoungProfile: references.profile }),
    ...(trace.device?.zram?.algorithm === undefined ? {} : { algorithm: trace.device.zram.algorithm }),
    ...(found.slowdown > 1 ? { slowdown: found.slowdown } : {}),
    kernel: recordedKernel(trace), wakesOnIdleCpu: true, uncertainty: { costs: uncertainty, contention: 0.05, demand: 0.05 }
  }
  const ofYoung: Assumption = {
    name: 'initialYoungShare', value: young ?? 1, unit: '', evidence: young === null ? 'assumed' : 'measured',
    detail: young === null ? 'no scan events: every page resident at the start counts as accessed' : 'pages kept as referenced in the first pass over the list'
  }
  return { demand, parameters, cost: found, assumptions: [...ofCosts, ...ofMachine, ...(frequency === null ? [] : [frequencyAssumption(trace, frequency)]), ...ofContent, ofYoung] }
}
