import { describe, expect, it } from 'vitest'
import { assumedVolts, busyPowerW, dynamicPowerW, energyJ } from '../../../src/engine/cpu/energy'

// Operating points of mt8186: coefficient, kHz, volts, share of the highest frequency, milliwatts.
const POINTS = [
  [84, 500_000, 0.6, 0.25, 15.1], [84, 2_000_000, 1.03, 1, 178.2], [335, 774_000, 0.675, 0.378, 118.1],
  [335, 1_420_000, 0.875, 0.693, 364.2], [335, 2_050_000, 1.119, 1, 859.9]
] as const

describe('CPU energy', () => {
  it.each(POINTS)('coefficient %i at %i kHz and %f V', (coefficient, freqKhz, volts, share, milliwatts) => {
    expect(dynamicPowerW(coefficient, freqKhz, volts) * 1000).toBeCloseTo(milliwatts, 0)
    expect(Math.abs(assumedVolts(share) / volts - 1)).toBeLessThan(0.06)
  })

  it('adds up busy CPUs', () => {
    const little = { dynamicPowerUwPerMhzV2: 100, maxFreqKhz: 2_000_000 }
    const big = { dynamicPowerUwPerMhzV2: 400, maxFreqKhz: 2_000_000 }
    const joules = energyJ([little, big], [2e9, 1e9])
    expect(joules).toBeCloseTo(2 * busyPowerW(little)! + busyPowerW(big)!, 9)
    expect(joules).toBeCloseTo(6 * busyPowerW(little)!, 9)
  })

  it('is unknown, not zero, when a CPU has no coefficient or frequency', () => {
    const known = { dynamicPowerUwPerMhzV2: 100, maxFreqKhz: 2_000_000 }
    expect(energyJ([known, { dynamicPowerUwPerMhzV2: null, maxFreqKhz: 2_000_000 }], [1e9, 0])).toBeNull()
    expect(energyJ([known, { dynamicPowerUwPerMhzV2: 100, maxFreqKhz: null }], [1e9, 1e9])).toBeNull()
    expect(energyJ([], [])).toBeNull()
  })

  it('costs less per second at a lower frequency, and less per cycle', () => {
    const cpu = { dynamicPowerUwPerMhzV2: 335, maxFreqKhz: 2_050_000 }
    const full = busyPowerW(cpu, 1)!
    const half = busyPowerW(cpu, 0.5)!
    expect(half).toBeLessThan(full / 2)
  })
})
