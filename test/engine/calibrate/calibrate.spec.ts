import { describe, expect, it } from 'vitest'
import { calibrate, type CalibrationInput } from '../../../src/engine/calibrate/calibrate'
import type { CostParameters } from '../../../src/engine/model-parameters'
import { Machine } from '../../../src/engine/machine'
import { metricsOf } from '../../../src/engine/run-metrics'
import { COSTS, makeConfig, makeDemand, makeParameters, repeat, type DemandSpec } from '../../support/demand-fixture'

const SPEC: DemandSpec = {
  durationMs: 1500, initial: { freePages: 800, unownedAnonPages: 7000 },
  tasks: [{ residentPages: 500, rows: repeat(120, { cpuUs: 400, alloc: 50, touch: 60, sleepMs: 10 }) }]
}
const RECLAIM: readonly (keyof CostParameters)[] = ['scanKeptNs', 'unmapNs', 'freeNs', 'compressNs', 'sameFilledNs', 'decompressNs', 'deactivateNs']

const scaled = (factor: number): CostParameters => ({ ...COSTS, ...Object.fromEntries(RECLAIM.map((name) => [name, COSTS[name] * factor])) })

/** What a machine with reclaim costs `factor` times as large would have shown. */
function inputFor(factor: number): CalibrationInput {
  const demand = makeDemand(SPEC)
  const truth = new Machine({ demand, parameters: makeParameters({ costs: scaled(factor) }), config: makeConfig(), seed: 1 })
  truth.run()
  return { demand, parameters: makeParameters(), running: makeConfig(), observed: metricsOf(truth), seed: 1 }
}

const factorOf = (calibration: ReturnType<typeof calibrate>, name: string): number => calibration.assumptions.find((row) => row.name === name)!.value!

describe('calibration', () => {
  it('changes nothing when the model agrees already', () => {
    const input = inputFor(1)
    const result = calibrate(input)
    expect(factorOf(result, 'reclaimCostFactor')).toBe(1)
    expect(result.parameters).toEqual(input.parameters)
    expect(result.baseline).toEqual(input.observed)
    expect(result.warnings).toEqual([])
  })

  it.each([0.8, 1.3, 1.5])('finds the factor of all reclaim costs: %f', (factor) => {
    const result = calibrate(inputFor(factor))
    expect(Math.abs(factorOf(result, 'reclaimCostFactor') / factor - 1)).toBeLessThan(0.04)
    for (const name of RECLAIM) expect(result.parameters.costs[name] / COSTS[name]).toBeCloseTo(factorOf(result, 'reclaimCostFactor'), 2)
    expect(result.parameters.costs.switchNs).toBe(COSTS.switchNs)
    expect(result.warnings).toEqual([])
  })

  it('leaves compression alone where it was measured by itself', () => {
    const truth = { ...COSTS, unmapNs: COSTS.unmapNs * 1.2, freeNs: COSTS.freeNs * 1.2, scanKeptNs: COSTS.scanKeptNs * 1.2 }
    const demand = makeDemand(SPEC)
    const machine = new Machine({ demand, parameters: makeParameters({ costs: truth }), config: makeConfig(), seed: 1 })
    machine.run()
    const result = calibrate({ demand, parameters: makeParameters(), running: makeConfig(), observed: metricsOf(machine), seed: 1, isCompressionMeasured: true })
    expect(result.parameters.costs.compressNs).toBe(COSTS.compressNs)
    expect(Math.abs(result.parameters.costs.unmapNs / truth.unmapNs - 1)).toBeLessThan(0.08)
  })

  it('does not take CPU time for a cost of reclaim that the batches of kswapd do not show', () => {
    const input = inputFor(1)
    const { observed } = input
    const batchNsPerPage = (observed.kswapd.cpuS! / observed.pgstealKswapd!) * 1e9
    const disturbed = { ...observed, kswapd: { ...observed.kswapd, cpuS: observed.kswapd.cpuS! * 1.4 } }
    expect(factorOf(calibrate({ ...input, observed: disturbed, batchNsPerPage }), 'reclaimCostFactor')).toBeLessThan(1.08)
    expect(factorOf(calibrate({ ...input, observed: disturbed }), 'reclaimCostFactor')).toBeGreaterThan(1.3)
  })

  it('stops at its bounds and says that it did not converge', () => {
    const result = calibrate(inputFor(3))
    expect(factorOf(result, 'reclaimCostFactor')).toBe(1.7)
    expect(result.warnings.join()).toContain('did not converge')
  })

  it('fits nothing when kswapd did not run', () => {
    const input = inputFor(1)
    const result = calibrate({ ...input, observed: { ...input.observed, pgstealKswapd: 0, pswpin: null, kswapd: { awakeS: 0, wakes: 0, sleeps: 0, cpuS: 0 } } })
    expect(result.assumptions.map((row) => [row.name, row.value, row.evidence])).toEqual([['reclaimCostFactor', 1, 'assumed'], ['touchFactor', 1, 'assumed']])
  })

  it('returns the baseline of the parameters it returns', () => {
    const input = inputFor(1.3)
    const result = calibrate(input)
    const machine = new Machine({ demand: result.demand, parameters: result.parameters, config: input.running, seed: input.seed })
    machine.run()
    expect(metricsOf(machine)).toEqual(result.baseline)
  })
})
