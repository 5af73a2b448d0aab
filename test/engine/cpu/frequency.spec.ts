import { describe, expect, it } from 'vitest'
import { busyPowerW, powerPerBinW, runEnergyJ } from '../../../src/engine/cpu/energy'
import { CpuUsage } from '../../../src/engine/cpu/cpu-usage'
import type { FrequencySchedule } from '../../../src/engine/model-parameters'
import { FREQUENCY_INTERVAL_NS } from '../../../src/engine/observe/frequency'
import { metricsOf } from '../../../src/engine/run-metrics'
import { makeMachine, type MachineSpec } from '../../support/demand-fixture'

const MS = 1e6
const schedule = (...shares: number[][]): FrequencySchedule => ({ intervalNs: FREQUENCY_INTERVAL_NS, shares: shares.map((ofCpu) => Float64Array.from(ofCpu)) })

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

  it('is the integral of the power in every bin', () => {
    const frequency = schedule([1, 0.5])
    const power = powerPerBinW([cpu], usage, frequency)!
    expect([power[0], power[5], power[9]]).toEqual([busyPowerW(cpu, 1), 0, busyPowerW(cpu, 0.5)])
    expect(power.reduce((sum, watts) => sum + watts * 0.01, 0)).toBeCloseTo(runEnergyJ([cpu], usage, frequency)!, 12)
    expect(powerPerBinW([{ ...cpu, maxFreqKhz: null }], usage, frequency)).toBeNull()
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
