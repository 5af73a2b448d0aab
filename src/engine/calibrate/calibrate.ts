/**
 * Closes the loop: replays the running configuration and scales the reclaim costs until kswapd's CPU time per page reclaimed
 * agrees with the trace. One factor, bounded; volumes and stalls are never fitted.
 */
import type { Assumption } from '../../shared/comparison'
import type { Configuration } from '../../shared/config'
import type { Metrics } from '../../shared/metrics'
import type { Demand } from '../demand/demand'
import { Machine } from '../machine'
import type { CostParameters, ModelParameters } from '../model-parameters'
import { metricsOf } from '../run-metrics'

export interface CalibrationInput {
  readonly demand: Demand
  readonly parameters: ModelParameters
  readonly running: Configuration
  readonly observed: Metrics
  readonly seed: number
}

export interface Calibration {
  readonly parameters: ModelParameters
  /** Metrics of the baseline with the calibrated parameters. */
  readonly baseline: Metrics
  readonly assumptions: readonly Assumption[]
  readonly warnings: readonly string[]
}

const MAX_ROUNDS = 4
const CONVERGED = 0.01
/** The factor may not leave this range: beyond it the costs are not what is wrong. */
const FACTOR_RANGE = [0.6, 1.7] as const

/** Calibrates. Every round is one replay of the running configuration. */
export function calibrate(input: CalibrationInput): Calibration {
  let factor = 1
  let baseline = replayWith(input, factor)
  let rounds = 1
  const wanted = cpuPerPage(input.observed)
  for (; wanted !== null && rounds < MAX_ROUNDS; rounds++) {
    const got = cpuPerPage(baseline)
    if (got === null || Math.abs(got / wanted - 1) <= CONVERGED) break
    const next = Math.min(FACTOR_RANGE[1], Math.max(FACTOR_RANGE[0], (factor * wanted) / got))
    if (next === factor) break
    factor = next
    baseline = replayWith(input, factor)
  }
  const got = cpuPerPage(baseline)
  const error = wanted === null || got === null ? null : got / wanted - 1
  return {
    parameters: scaleCosts(input.parameters, factor), baseline,
    assumptions: [{ name: 'reclaimCostFactor', value: Math.round(factor * 1000) / 1000, unit: '', evidence: wanted === null ? 'assumed' : 'fitted', detail: describeFit(rounds, error) }],
    warnings: error !== null && Math.abs(error) > 0.05 ? [`Calibration did not converge: kswapd's CPU time per page is off by ${(error * 100).toFixed(0)} %.`] : []
  }
}

function describeFit(rounds: number, error: number | null): string {
  if (error === null) return 'kswapd did not run in the trace: nothing to fit'
  return `scales measured costs so that kswapd's CPU time per page agrees; ${rounds} rounds, remaining error ${(error * 100).toFixed(1)} %`
}

/** CPU seconds of kswapd per page it reclaimed; null when unknown or too few. */
function cpuPerPage(metrics: Metrics): number | null {
  const { cpuS } = metrics.kswapd
  const pages = metrics.pgstealKswapd
  return cpuS === null || pages === null || pages < 1000 || cpuS <= 0 ? null : cpuS / pages
}

function replayWith(input: CalibrationInput, factor: number): Metrics {
  const machine = new Machine({ demand: input.demand, parameters: scaleCosts(input.parameters, factor), config: input.running, seed: input.seed })
  machine.run()
  return metricsOf(machine)
}

function scaleCosts(parameters: ModelParameters, factor: number): ModelParameters {
  const c = parameters.costs
  const costs: CostParameters = {
    ...c, scanKeptNs: c.scanKeptNs * factor, unmapNs: c.unmapNs * factor, freeNs: c.freeNs * factor, compressNs: c.compressNs * factor,
    sameFilledNs: c.sameFilledNs * factor, decompressNs: c.decompressNs * factor, deactivateNs: c.deactivateNs * factor
  }
  return { ...parameters, costs }
}
