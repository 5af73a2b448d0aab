/**
 * Dynamic CPU energy: P = C x f x V^2 with C in uW/MHz/V^2 (`dynamic-power-coefficient`, Documentation/power/energy-model).
 * No leakage, DRAM or idle states: good for comparing configurations of one device, never for battery life.
 */

import type { FrequencySchedule } from '../model-parameters'
import type { CpuUsage } from './cpu-usage'
import { intervalAt } from './frequency'
import type { SimTask } from './task'

/** What is known of a CPU's power. */
export interface CpuPower {
  readonly dynamicPowerUwPerMhzV2: number | null
  readonly maxFreqKhz: number | null
}

const VOLTS_AT_ZERO = 0.46
const VOLTS_PER_FREQUENCY_SHARE = 0.6

/**
 * Supply voltage at a share (0..1) of the highest frequency. Line through the operating points of mt8186 (A55 0.60 V at 25 %
 * and 1.03 V at 100 %, A76 0.675 V at 38 %, 0.875 V at 69 %, 1.119 V at 100 %): within 6 % of each; assumed for other chips.
 */
export function assumedVolts(frequencyShare: number): number {
  return VOLTS_AT_ZERO + VOLTS_PER_FREQUENCY_SHARE * frequencyShare
}

/** Dynamic power of a busy CPU, watts. */
export function dynamicPowerW(coefficientUwPerMhzV2: number, freqKhz: number, volts: number): number {
  return (coefficientUwPerMhzV2 * (freqKhz / 1000) * volts * volts) / 1e6
}

/**
 * Power of a busy CPU at a share of its highest frequency, watts.
 * @returns null when coefficient or frequency is not known
 */
export function busyPowerW(cpu: CpuPower, frequencyShare = 1): number | null {
  if (cpu.dynamicPowerUwPerMhzV2 === null || cpu.maxFreqKhz === null) return null
  return dynamicPowerW(cpu.dynamicPowerUwPerMhzV2, cpu.maxFreqKhz * frequencyShare, assumedVolts(frequencyShare))
}

/**
 * Dynamic energy of a run, joules: every CPU at its highest frequency while busy (a memory emergency boosts the clock).
 * @param busyNs busy time by CPU, parallel to `cpus`
 * @returns null when any CPU lacks its coefficient or frequency: a partial sum would compare wrongly
 */
export function energyJ(cpus: readonly CpuPower[], busyNs: ArrayLike<number>): number | null {
  if (cpus.length === 0) return null
  let total = 0
  for (const [index, cpu] of cpus.entries()) {
    const powerW = busyPowerW(cpu)
    if (powerW === null) return null
    total += (powerW * (busyNs[index] ?? 0)) / 1e9
  }
  return total
}

/**
 * Dynamic energy of a run, joules: at the recorded frequencies where they are known, else at the highest.
 * @param cpus parallel to the CPUs of `usage`
 * @returns null when any CPU lacks its coefficient or frequency
 */
export function runEnergyJ(cpus: readonly CpuPower[], usage: CpuUsage, frequency: FrequencySchedule | null): number | null {
  const busyNs = cpus.map((_, cpu) => usage.durationNs - usage.totalNs(cpu, 'idle'))
  if (frequency === null || cpus.length === 0) return energyJ(cpus, busyNs)
  const powerW = powerPerBinW(cpus, usage, frequency)
  return powerW === null ? null : powerW.reduce((sum, watts, bin) => sum + (watts * usage.binLengthNs(bin)) / 1e9, 0) + tailEnergyJ(cpus, usage, frequency)
}

/** Energy past the bins, at the last recorded frequencies. */
function tailEnergyJ(cpus: readonly CpuPower[], usage: CpuUsage, frequency: FrequencySchedule): number {
  return cpus.reduce((sum, cpu, index) => sum + ((busyPowerW(cpu, frequency.shares[index]?.at(-1) ?? 1) ?? 0) * usage.tailBusyNs(index)) / 1e9, 0)
}

/**
 * Dynamic power of all CPUs in every bin, watts.
 * @param cpus parallel to the CPUs of `usage`
 * @returns null when any CPU lacks its coefficient or frequency
 */
export function powerPerBinW(cpus: readonly CpuPower[], usage: CpuUsage, frequency: FrequencySchedule | null): Float64Array | null {
  if (cpus.length === 0 || cpus.some((cpu) => busyPowerW(cpu) === null)) return null
  const power = new Float64Array(usage.binCount)
  for (const [index, cpu] of cpus.entries()) {
    const { idle } = usage.shares(index)
    for (let bin = 0; bin < usage.binCount; bin++) {
      const share = frequency === null ? 1 : (frequency.shares[index]?.[intervalAt(frequency, bin * usage.binNs)] ?? 1)
      power[bin] = (power[bin] as number) + (busyPowerW(cpu, share) ?? 0) * (1 - (idle[bin] as number))
    }
  }
  return power
}

/** Adds up the energy of what some tasks did, each on the CPU and at the frequency it had then. */
export class TaskEnergy {
  private sumJ: number | null = 0

  constructor(private readonly cpus: readonly CpuPower[], private readonly frequency: FrequencySchedule | null, private readonly nowNs: () => number) {}

  /** Joules so far; null when a CPU lacks its coefficient or frequency. */
  get joules(): number | null {
    return this.cpus.length === 0 || this.cpus.some((cpu) => busyPowerW(cpu) === null) ? null : this.sumJ
  }

  /** The task has just used so much CPU time where it is. */
  add(task: SimTask, cpuNs: number): void {
    const cpu = this.cpus[task.cpu]
    const share = this.frequency === null ? 1 : (this.frequency.shares[task.cpu]?.[intervalAt(this.frequency, this.nowNs())] ?? 1)
    const powerW = cpu === undefined ? null : busyPowerW(cpu, share)
    this.sumJ = this.sumJ === null || powerW === null ? null : this.sumJ + (powerW * cpuNs) / 1e9
  }
}
