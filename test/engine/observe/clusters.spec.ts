import { describe, expect, it } from 'vitest'
import { clustersOf } from '../../../src/engine/observe/clusters'
import { usualCpus } from '../../../src/engine/observe/usual-cpus'
import type { Device } from '../../../src/shared/device'
import { traceFixture, type TraceFixture } from '../../support/trace-fixture'

/** Four CPUs; `values[i]` are the frequencies of CPU i in kHz, a change every 10 ms. */
function recorded(values: readonly (readonly number[])[]): TraceFixture {
  const fixture = traceFixture().thread(1, 'little').thread(2, 'big')
  values.forEach((list, cpu) => fixture.counter('cpufreq', list.map((value, i) => [i * 10 + cpu * 0.003, value] as const), { cpu, unit: 'kHz', cumulative: false }))
  return fixture.runs(0, 1, 0, 60).runs(1, 1, 70, 80).runs(2, 2, 0, 90).runs(3, 2, 95, 96)
}

const LITTLE = [600, 900, 600, 1800, 900]
const BIG = [800, 2400, 800, 2800, 1600]

describe('clusters', () => {
  it('are the CPUs whose frequencies changed together', () => {
    expect(clustersOf(recorded([LITTLE, LITTLE, BIG, BIG]).build())).toEqual([0, 0, 1, 1])
  })

  it('do not depend on how often a value was repeated', () => {
    expect(clustersOf(recorded([LITTLE, [600, 600, 900, 600, 1800, 1800, 900], BIG, BIG]).build())).toEqual([0, 0, 1, 1])
  })

  it('are those of device.json where it tells capacities', () => {
    const device = { schema: 'reclaimscope.device/1', name: 'x', cpus: [300, 300, 300, 1024].map((capacity, id) => ({ id, capacity })) } as unknown as Device
    expect(clustersOf(recorded([LITTLE, LITTLE, BIG, BIG]).withDevice(device).build())).toEqual([0, 0, 0, 1])
  })

  it('are one where frequencies are missing, hardly change, or differ on every CPU', () => {
    expect(clustersOf(recorded([LITTLE, LITTLE, BIG]).build())).toEqual([0, 0, 0, 0])
    expect(clustersOf(recorded([[600, 900], [600, 900], [800, 2800], [800, 2800]]).build())).toEqual([0, 0, 0, 0])
    expect(clustersOf(recorded([LITTLE, [...LITTLE, 700], BIG, [...BIG, 900]]).build())).toEqual([0, 0, 0, 0])
  })

  it('tell where a thread usually runs', () => {
    const trace = recorded([LITTLE, LITTLE, BIG, BIG]).build()
    const rowsOf = (thread: number): number[] => [...trace.sched.thread.keys()].filter((row) => trace.sched.thread[row] === thread)
    expect(usualCpus(trace, rowsOf(1))).toEqual([0, 1])
    expect(usualCpus(trace, rowsOf(2))).toEqual([2, 3])
  })
})
