/** Recordings whose costs are known, because the model made them. */
import { recordRun } from '../../../src/engine/timeline/recorded-run'
import type { FrequencySchedule } from '../../../src/engine/model-parameters'
import type { Trace } from '../../../src/engine/trace/trace'
import type { TimeWindow } from '../../../src/engine/run-types'
import type { Device } from '../../../src/shared/device'
import { makeConfig, makeDemand, makeParameters, repeat, type DemandSpec, type ParametersSpec } from '../../support/demand-fixture'

export const DEVICE: Device = { managedPages: 60_000, watermarks: { min: 500, low: 1000, high: 1500 }, swappiness: 100, hz: 250, lru: 'classic', kernel: '6.6.1' }

/** An eater that kswapd can just follow, on two CPUs. */
export const EATER: DemandSpec = {
  durationMs: 2000, cpuCount: 2, initial: { freePages: 2000, unownedAnonPages: 30_000 },
  tasks: [{ tid: 100, name: 'eater', firstCpu: 1, rows: repeat(180, { cpuUs: 400, alloc: 200, sleepMs: 10 }) }]
}

/** @param frequency clocks of the CPUs, which the recording does not show */
export function record(spec: Omit<ParametersSpec, 'cpuCount' | 'machine'> = {}, demand: DemandSpec = EATER, frequency?: FrequencySchedule): Trace {
  const machine = { managedPages: 60_000, watermarks: { min: 500, low: 1000, high: 1500 }, ...(frequency === undefined ? {} : { frequency }) }
  const parameters = makeParameters({ ...spec, cpuCount: demand.cpuCount ?? 2, machine })
  const { trace } = recordRun({ demand: makeDemand(demand), parameters, config: makeConfig({ id: 'off' }), seed: 1 }, { name: 'recorded', originS: 10, samplePeriodNs: 100e6 })
  return { ...trace, device: DEVICE }
}

export const wholeOf = (trace: Trace): TimeWindow => ({ startNs: 0, endNs: trace.endNs })
