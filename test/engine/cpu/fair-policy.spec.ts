import { describe, expect, it } from 'vitest'
import { fairTunables, idealSliceNs, placeOnWakeup, preemptsOnTick, preemptsOnWakeup } from '../../../src/engine/cpu/fair-policy'
import { weightOfPriority } from '../../../src/engine/cpu/task'

describe('fair scheduling policy', () => {
  it.each([[1, 6e6, 0.75e6, 1e6], [2, 12e6, 1.5e6, 2e6], [4, 18e6, 2.25e6, 3e6], [8, 24e6, 3e6, 4e6], [64, 24e6, 3e6, 4e6]])(
    'scales the defaults by the number of CPUs: %i', (cpus, latencyNs, minGranularityNs, wakeupGranularityNs) => {
      expect(fairTunables(cpus)).toMatchObject({ latencyNs, minGranularityNs, wakeupGranularityNs })
    })

  it('places a long sleeper half a latency before the others, and never takes time from one that slept shortly', () => {
    const tunables = fairTunables(1)
    expect(placeOnWakeup(0, 100e6, tunables)).toBe(97e6)
    expect(placeOnWakeup(99e6, 100e6, tunables)).toBe(99e6)
  })

  it('lets a waking task preempt when it is behind by more than the granularity, scaled by its weight', () => {
    const tunables = fairTunables(1)
    expect(preemptsOnWakeup(10e6, 8.9e6, 1024, tunables)).toBe(true)
    expect(preemptsOnWakeup(10e6, 9.1e6, 1024, tunables)).toBe(false)
    // nice 19 needs a lead of 1024 / 15 granularities
    expect(preemptsOnWakeup(70e6, 10e6, 15, tunables)).toBe(false)
    expect(preemptsOnWakeup(80e6, 10e6, 15, tunables)).toBe(true)
  })

  it('shares one latency by weight, but gives everybody the minimum', () => {
    const tunables = fairTunables(1)
    expect(idealSliceNs(1024, 3072, 2, tunables)).toBe(2e6)
    expect(idealSliceNs(15, 3072, 3, tunables)).toBe(tunables.minGranularityNs)
    // more tasks than fit in a latency: the period grows
    expect(idealSliceNs(1024, 16 * 1024, 16, tunables)).toBe(0.75e6)
  })

  it('preempts at the tick after the slice, or earlier when the other is far behind', () => {
    const tunables = fairTunables(1)
    expect(preemptsOnTick(3.1e6, 3e6, 0, 0, tunables)).toBe(true)
    expect(preemptsOnTick(1e6, 3e6, 10e6, 6e6, tunables)).toBe(true)
    expect(preemptsOnTick(0.5e6, 3e6, 10e6, 0, tunables)).toBe(false)
  })

  it('knows the kernel’s weights', () => {
    expect([100, 119, 120, 121, 139].map(weightOfPriority)).toEqual([88761, 1277, 1024, 820, 15])
    expect([weightOfPriority(50), weightOfPriority(200)]).toEqual([88761, 15])
  })
})
