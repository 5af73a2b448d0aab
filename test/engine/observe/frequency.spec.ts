import { describe, expect, it } from 'vitest'
import { intervalAt } from '../../../src/engine/cpu/frequency'
import { workShare } from '../../../src/engine/observe/capacity'
import { frequencyAssumption, frequencySchedule, meanFrequencyShare } from '../../../src/engine/observe/frequency'
import { traceFixture, type TraceFixture } from '../../support/trace-fixture'

const MS = 1e6
const LEVEL = { cumulative: false, unit: 'kHz' }
/** Two CPUs, 200 ms. CPU 0: half speed for 100 ms, then full speed. CPU 1: nothing known. */
const twoSpeeds = (): TraceFixture =>
  traceFixture().thread(1, 'a').runs(0, 1, 0, 200).runs(1, 1, 0, 200).counter('cpufreq', [[0, 1_000_000], [100, 2_000_000]], { ...LEVEL, cpu: 0 })

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

  it('makes time on a slow CPU count as less work, on top of its capacity', () => {
    const trace = twoSpeeds().withDevice({ cpus: [{ id: 0, capacity: 512 }, { id: 1, capacity: 1024 }] }).build()
    expect(workShare(trace, 0, 0, 100 * MS)).toBe(0.25)
    expect(workShare(trace, 1, 0, 100 * MS)).toBe(1)
  })
})
