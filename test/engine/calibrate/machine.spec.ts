import { describe, expect, it } from 'vitest'
import { findMachine, type MachineFinding } from '../../../src/engine/calibrate/machine'
import type { Device } from '../../../src/shared/device'
import { traceFixture, type TraceFixture } from '../../support/trace-fixture'

const twoCpus = (): TraceFixture => traceFixture().thread(60, 'app').runs(0, 60, 0, 10).runs(1, 60, 10, 20)
const names = (finding: MachineFinding): string[] => finding.assumptions.map((row) => row.name)

const FULL: Device = {
  pageSize: 4096, managedPages: 100_000, watermarks: { min: 1, low: 2, high: 3 }, swappiness: 60, lru: 'classic', hz: 300,
  cpus: [{ id: 0, capacity: 250, maxFreqKhz: 1_800_000, dynamicPowerUwPerMhzV2: 70 }, { id: 1, capacity: 500 }]
}

describe('the recorded machine', () => {
  it('is what device.json says, and then nothing is assumed', () => {
    const { machine, assumptions } = findMachine(twoCpus().withDevice(FULL).build())
    expect(assumptions).toEqual([])
    expect(machine).toMatchObject({ pageSize: 4096, managedPages: 100_000, watermarks: { min: 1, low: 2, high: 3 }, swappiness: 60, lru: 'classic', hz: 300 })
  })

  it('scales capacities to the fastest CPU', () => {
    const { machine } = findMachine(twoCpus().withDevice(FULL).build())
    expect(machine.cpus).toEqual([
      { id: 0, capacity: 512, maxFreqKhz: 1_800_000, dynamicPowerUwPerMhzV2: 70 }, { id: 1, capacity: 1024, maxFreqKhz: null, dynamicPowerUwPerMhzV2: null }
    ])
  })

  it('has as many CPUs as ran in the trace, and takes unknown ones for fast', () => {
    const finding = findMachine(twoCpus().withDevice({ ...FULL, cpus: [{ id: 0, capacity: 250 }] }).build())
    expect(finding.machine.cpus.map((cpu) => cpu.capacity)).toEqual([1024, 1024])
    expect(names(finding)).toEqual(['cpuCapacity'])
  })

  it('takes the size of memory from the trace, measured or summed up', () => {
    const measured = findMachine(twoCpus().counter('MemTotal', [[0, 4096 * 5000]], { cumulative: false, unit: 'bytes' }).build())
    expect(measured.machine.managedPages).toBe(5000)
    let trace = twoCpus()
    for (const name of ['nr_free_pages', 'nr_inactive_anon', 'nr_active_anon', 'nr_inactive_file', 'nr_active_file']) trace = trace.counter(name, [[0, 2000]], { cumulative: false })
    expect(findMachine(trace.build()).machine.managedPages).toBe(11_200)
    expect(findMachine(twoCpus().build()).machine.managedPages).toBe(2_000_000)
  })

  it('says every value that it had to assume', () => {
    const finding = findMachine(twoCpus().build())
    expect(names(finding).sort()).toEqual(['cpuCapacity', 'hz', 'lru', 'managedPages', 'swappiness', 'watermarkMin'])
    for (const row of finding.assumptions) expect(row.evidence).toBe('assumed')
  })

  it('computes watermarks as the kernel would', () => {
    // 8 GiB: int_sqrt(16 x 8388608 kB) = 11585 kB = 2896 pages; gap 0.1 % of memory
    const { machine } = findMachine(twoCpus().withDevice({ managedPages: 2 ** 21 }).build())
    expect(machine.watermarks).toEqual({ min: 2896, low: 2896 + 2097, high: 2896 + 2 * 2097 })
  })

  it('counts the kswapd threads that ran', () => {
    const trace = twoCpus().thread(50, 'kswapd0:0').thread(51, 'kswapd0:1').runs(1, 51, 30, 31).runs(0, 50, 40, 41).runs(1, 50, 50, 51)
    expect(findMachine(trace.build()).machine.kswapdFirstCpus).toEqual([0, 1])
    expect(findMachine(twoCpus().build()).machine.kswapdFirstCpus).toEqual([0])
  })
})
