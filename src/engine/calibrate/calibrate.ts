/**
 * Closes the loop: replays the running configuration and scales the reclaim costs until kswapd's CPU time per page reclaimed
 * agrees with the trace, and the accesses to owned pages until swap-ins agree. Two bounded factors; everything else that is
 * compared in the fit is predicted, stalls above all.
 */
import type { Assumption } from '../../shared/comparison'
import type { Configuration } from '../../shared/config'
import type { Metrics } from '../../shared/metrics'
import type { Demand } from '../demand/demand'
import { scaleTouches } from '../demand/scale-touches'
import { Machine } from '../machine'
import type { CostParameters, ModelParameters } from '../model-parameters'
import { metricsOf } from '../run-metrics'

export interface CalibrationInput {
  readonly demand: Demand
  readonly parameters: ModelParameters
  readonly running: Configuration
  readonly observed: Metrics
  readonly seed: number
  /** Compression was measured by itself: only the other costs of reclaim are scaled. */
  readonly isCompressionMeasured?: boolean
  /** CPU time of kswapd's reclaim batches per page reclaimed, ns; null or absent when unknown. */
  readonly batchNsPerPage?: number | null
}

export interface Calibration {
  readonly demand: Demand
  readonly parameters: ModelParameters
  /** Metrics of the baseline with the calibrated parameters. */
  readonly baseline: Metrics
  readonly assumptions: readonly Assumption[]
  readonly warnings: readonly string[]
}

const MAX_ROUNDS = 4
const CONVERGED = 0.02
/** The factors may not leave these ranges: beyond them something else is wrong. */
const COST_RANGE = [0.6, 1.7] as const
/** Where batches were measured, the factor only makes up for what the model leaves out. */
const MEASURED_COST_RANGE = [0.8, 1.25] as const
const TOUCH_RANGE = [0.2, 5] as const
/** CPU time of kswapd outside its batches (wake-ups, rounds, priorities), relative to that in them; more is somebody else's: interrupts, a hypervisor. */
const MOST_BETWEEN_BATCHES = 0.06
/** Fewer recorded swap-ins say nothing about accesses. */
const ENOUGH_SWAPINS = 1000

/** One fitted factor of the last replay and how far that replay was off. */
interface Fitted {
  readonly factor: number
  /** Replayed / observed; null = nothing to fit. */
  readonly ratio: number | null
}

/** Calibrates. Every round is one replay of the running configuration. */
export function calibrate(input: CalibrationInput): Calibration {
  let costFactor = 1
  let touchFactor = 1
  for (let rounds = 1; ; rounds++) {
    const baseline = replayWith(input, costFactor, touchFactor)
    const costs: Fitted = { factor: costFactor, ratio: ratio(cpuPerPage(baseline), targetCpuPerPage(input)) }
    const touches: Fitted = { factor: touchFactor, ratio: (input.observed.pswpin ?? 0) < ENOUGH_SWAPINS ? null : ratio(baseline.pswpin, input.observed.pswpin) }
    costFactor = nextFactor(costs, input.batchNsPerPage === undefined || input.batchNsPerPage === null ? COST_RANGE : MEASURED_COST_RANGE, scaledShare(input))
    touchFactor = nextFactor(touches, TOUCH_RANGE, 1)
    const settled = costFactor === costs.factor && touchFactor === touches.factor
    if (settled || rounds === MAX_ROUNDS) return finish(input, baseline, costs, touches, rounds)
  }
}

function finish(input: CalibrationInput, baseline: Metrics, costs: Fitted, touches: Fitted, rounds: number): Calibration {
  return {
    demand: scaled(input.demand, touches.factor), parameters: scaleCosts(input, costs.factor), baseline,
    assumptions: [
      fitRow('reclaimCostFactor', costs, rounds, "scales measured costs so that kswapd's CPU time per page agrees"),
      fitRow('touchFactor', touches, rounds, 'scales accesses to owned pages so that swap-ins agree')
    ],
    warnings: [...unconverged("kswapd's CPU time per page", costs.ratio), ...unconverged('swap-ins', touches.ratio)]
  }
}

/**
 * The factor for the next round; the same one when it agrees, has nothing to fit or is at its bound.
 * @param share part of the replayed quantity that the factor scales, 0..1
 */
function nextFactor({ factor, ratio: error }: Fitted, range: readonly [number, number], share: number): number {
  if (error === null || Math.abs(error - 1) <= CONVERGED) return factor
  return Math.min(range[1], Math.max(range[0], factor * (1 + (1 / error - 1) / share)))
}

/** Part of the cost of a reclaimed page that the cost factor scales. */
function scaledShare({ isCompressionMeasured = false, parameters }: CalibrationInput): number {
  const { unmapNs, freeNs, compressNs } = parameters.costs
  return isCompressionMeasured ? (unmapNs + freeNs) / (unmapNs + freeNs + compressNs) : 1
}

/** What the replay should come to: the recorded CPU time, less what its batches do not explain. */
function targetCpuPerPage({ observed, batchNsPerPage = null }: CalibrationInput): number | null {
  const recorded = cpuPerPage(observed)
  return recorded === null || batchNsPerPage === null ? recorded : Math.min(recorded, (batchNsPerPage / 1e9) * (1 + MOST_BETWEEN_BATCHES))
}

function ratio(replayed: number | null, observed: number | null): number | null {
  return replayed === null || observed === null || observed <= 0 ? null : Math.max(replayed, observed * 0.01) / observed
}

function fitRow(name: string, { factor, ratio: error }: Fitted, rounds: number, purpose: string): Assumption {
  const detail = error === null ? `${purpose}: nothing to fit` : `${purpose}; ${rounds} rounds, remaining error ${((error - 1) * 100).toFixed(1)} %`
  return { name, value: Math.round(factor * 1000) / 1000, unit: '', evidence: error === null ? 'assumed' : 'fitted', detail }
}

function unconverged(what: string, error: number | null): string[] {
  return error !== null && Math.abs(error - 1) > 0.1 ? [`Calibration did not converge: ${what} is off by ${((error - 1) * 100).toFixed(0)} %.`] : []
}

/** CPU seconds of kswapd per page it reclaimed; null when unknown or too few. */
function cpuPerPage(metrics: Metrics): number | null {
  const { cpuS } = metrics.kswapd
  const pages = metrics.pgstealKswapd
  return cpuS === null || pages === null || pages < 1000 || cpuS <= 0 ? null : cpuS / pages
}

function scaled(demand: Demand, touchFactor: number): Demand {
  return touchFactor === 1 ? demand : scaleTouches(demand, touchFactor)
}

function replayWith(input: CalibrationInput, costFactor: number, touchFactor: number): Metrics {
  const parameters = scaleCosts(input, costFactor)
  const machine = new Machine({ demand: scaled(input.demand, touchFactor), parameters, config: input.running, seed: input.seed })
  machine.run()
  return metricsOf(machine)
}

function scaleCosts({ parameters, isCompressionMeasured = false }: CalibrationInput, factor: number): ModelParameters {
  const c = parameters.costs
  const compression = isCompressionMeasured ? 1 : factor
  const costs: CostParameters = {
    ...c, scanKeptNs: c.scanKeptNs * factor, unmapNs: c.unmapNs * factor, freeNs: c.freeNs * factor, queuedPageNs: c.queuedPageNs * factor, deactivateNs: c.deactivateNs * factor,
    compressNs: c.compressNs * compression, sameFilledNs: c.sameFilledNs * compression, decompressNs: c.decompressNs * compression
  }
  return { ...parameters, costs }
}
