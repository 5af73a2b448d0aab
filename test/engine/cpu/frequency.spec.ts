import { describe, expect, it } from 'vitest'
import { busyPowerW, runEnergyJ } from '../../../src/engine/cpu/energy'
import { CpuUsage } from '../../../src/engine/cpu/cpu-usage'
import { FREQUENCY_INTERVAL_NS, frequencyAssumption, frequencySchedule, intervalAt, meanFrequencyShare, type FrequencySchedule } from '../../../src/engine/cpu/frequency'
import { metricsOf } from '../../../src/engine/run-metrics'
import { makeMachine, type MachineSpec } from '../../support/demand-fixture'
import { traceFixture, type TraceFixture } from '../../support/trace-fixture'

const MS = 1e6
const LEVEL = { cumulative: false, unit: 'kHz' }
/** Two CPUs, 200 ms. CPU 0: half speed for 100 ms, then full speed. CPU 1: nothing known. */
const twoSpeeds = (): TraceFixture =>
  traceFixture().thread(1, 'a').runs(0, 1, 0, 200).runs(1, 1, 0, 200).counter('cpufreq', [[0, 1_000_000], [100, 2_000_000]], { ...LEVEL, cpu: 0 })
const schedule = (...shares: number[][]): FrequencySchedule => ({ intervalNs: FREQUENCY_INTERVAL_NS, shares: shares.map((ofCpu) => Float64Array.from(ofCpu)) })

describe('recorded frequency', () => {
  it('is a step function: a value holds until the next one', () => {
    const trace = twoSpeeds().build()
    expect(meanFrequencyShare(trace, 0, 0, 100 * MS)).toBe(0.5)
    expect(meanFrequencyShare(trace, 0, 100 * MS, 130 * MS)).toBe(1)
    expect(meanFrequencyShare(trace, 0, 50 * MS, 150 * MS)).toBeCloseTo(0.75, 12)
  })

  it('holds its first value before the first sample', () => {
    const trace = traceFixture().thread(1, 'a').runs(0, 1, 0, 200).counter('cpufreq', [[100, 500_000], [150, 2_000_000]], { ...LEVEL, cpu: 0 }).build()
    expect(meanFrequencyShare(trace, 0, 0, 60 * MS)).toBeCloseTo(0.25, 12)
  })

  it('is relative to the highest frequency of device.json when that is above the recorded ones', () => {
    const trace = twoSpeeds().withDevice({ cpus: [{ id: 0, maxFreqKhz: 4_000_000 }] }).build()
    expect(meanFrequencyShare(trace, 0, 0, 100 * MS)).toBe(0.25)
  })

  it('is full speed where the trace does not tell', () => {
    expect(meanFrequencyShare(twoSpeeds().build(), 1, 0, 100 * MS)).toBe(1)
    const bare = traceFixture().thread(1, 'a').runs(0, 1, 0, 200).build()
    expect(frequencySchedule(bare, { startNs: 0, endNs: 200 * MS })).toBeNull()
  })

  it('gives no schedule when the frequency never changes', () => {
    const trace = traceFixture().thread(1, 'a').runs(0, 1, 0, 200).counter('cpufreq', [[0, 1_800_000]], { ...LEVEL, cpu: 0 }).build()
    expect(frequencySchedule(trace, { startNs: 0, endNs: 200 * MS })).toBeNull()
  })

  it('ignores samples without a frequency', () => {
    const trace = traceFixture().thread(1, 'a').runs(0, 1, 0, 200).counter('cpufreq', [[0, 2_000_000], [50, 0], [100, 1_000_000]], { ...LEVEL, cpu: 0 }).build()
    expect(meanFrequencyShare(trace, 0, 50 * MS, 100 * MS)).toBe(1)
  })

  it('becomes a mean per interval of the window, with its evidence', () => {
    const trace = twoSpeeds().build()
    const found = frequencySchedule(trace, { startNs: 25 * MS, endNs: 175 * MS })!
    expect([...found.shares[0]!]).toEqual([0.5, expect.closeTo(0.75, 12), 1])
    expect([...found.shares[1]!]).toEqual([1, 1, 1])
    expect([intervalAt(found, 0), intervalAt(found, 60 * MS), intervalAt(found, 1e12)]).toEqual([0, 1, 2])
    expect(frequencyAssumption(trace, found)).toMatchObject({ name: 'cpuFrequency', value: 87.5, unit: '%', evidence: 'measured' })
  })
})

describe('replay at recorded frequencies', () => {
  /** 100 ms of work on one CPU. */
  const work: MachineSpec = { durationMs: 400, cpuCount: 1, tasks: [{ rows: [{ cpuUs: 100_000 }] }] }
  const busyMs = (frequency?: FrequencySchedule): number => {
    const machine = makeMachine({ ...work, parameters: { costs: { wakeupNs: 0, switchNs: 0 }, machine: { cpus: [{ id: 0, capacity: 1024, dynamicPowerUwPerMhzV2: null, maxFreqKhz: null }], ...(frequency === undefined ? {} : { frequency }) } } })
    machine.run()
    return machine.tasks[0]!.cpuNs / MS
  }

  it('takes as long as the frequency demands, across changes', () => {
    expect(busyMs()).toBeCloseTo(100, 3)
    expect(busyMs(schedule([0.5]))).toBeCloseTo(200, 3)
    // 50 ms at half speed do a quarter of the work, the rest runs at full speed
    expect(busyMs(schedule([0.5, 1]))).toBeCloseTo(125, 3)
  })

  it('changes nothing at full speed', () => {
    const metrics = (frequency?: FrequencySchedule): string => {
      const machine = makeMachine({
        durationMs: 300, tasks: [{ rows: [{ cpuUs: 5000, alloc: 1500 }, { cpuUs: 5000, alloc: 1500 }] }], initial: { freePages: 1000, unownedAnonPages: 6000 },
        kcompressd: { variant: 'zram', threads: 1 }, parameters: frequency === undefined ? {} : { machine: { frequency } }
      })
      machine.run()
      return JSON.stringify(metricsOf(machine))
    }
    expect(metrics(schedule([1, 1], [1, 1]))).toBe(metrics())
  })
})

describe('energy of a run', () => {
  const cpu = { dynamicPowerUwPerMhzV2: 335, maxFreqKhz: 2_050_000 }
  const usage = new CpuUsage(1, 100 * MS, 10 * MS)
  usage.book(0, 'app', 0, 40 * MS)
  usage.book(0, 'kswapd', 60 * MS, 100 * MS)

  it('counts busy time at full speed when frequencies are not known', () => {
    expect(runEnergyJ([cpu], usage, null)).toBeCloseTo(busyPowerW(cpu)! * 0.08, 12)
  })

  it('follows the recorded frequencies', () => {
    expect(runEnergyJ([cpu], usage, schedule([1, 0.5]))).toBeCloseTo(busyPowerW(cpu, 1)! * 0.04 + busyPowerW(cpu, 0.5)! * 0.04, 12)
  })

  it('is a metric of a run only where the device tells its coefficients', () => {
    const energyOf = (known: boolean): number | null => {
      const cpus = [{ id: 0, capacity: 1024, dynamicPowerUwPerMhzV2: known ? 335 : null, maxFreqKhz: 2_050_000 }]
      const machine = makeMachine({ durationMs: 100, cpuCount: 1, tasks: [{ rows: [{ cpuUs: 50_000 }] }], parameters: { costs: { wakeupNs: 0 }, machine: { cpus } } })
      machine.run()
      return metricsOf(machine).energyJ
    }
    expect(energyOf(true)).toBeCloseTo(busyPowerW(cpu)! * 0.05, 4)
    expect(energyOf(false)).toBeNull()
  })
})
