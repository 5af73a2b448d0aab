import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binsOf } from '../../../src/engine/observe/bins'
import { measureCpuTime } from '../../../src/engine/observe/cpu-time'
import { cpuTimeOf } from '../../../src/engine/observe/cpu-time-pyramid'
import type { Trace } from '../../../src/engine/trace/trace'
import { CPU_CLASSES } from '../../../src/shared/metrics'
import { traceFixture } from '../../support/trace-fixture'

/** Two CPUs that alternate between an app, kswapd and idle; slices of 1 to 7 ms. */
function busyTrace(slices: number): Trace {
  const fixture = traceFixture().thread(1, 'a').thread(9, 'kswapd0').mark(0, 1, 'x')
  for (const cpu of [0, 1]) {
    let at = 0
    for (let i = 0; i < slices; i++) {
      const length = 1 + ((i * 5 + cpu * 3) % 7)
      fixture.runs(cpu, [1, 9, 0][(i + cpu) % 3]!, at, at + length)
      at += length
    }
  }
  return fixture.build()
}

const trace = busyTrace(4000)
const lengthNs = trace.endNs - trace.startNs
const ALWAYS = -1
const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

describe('CPU time from sums', () => {
  it('is that of the slices over the whole trace, bin by bin where the grids meet', () => {
    const bins = binsOf(trace, 64)
    const exact = measureCpuTime(trace, bins)
    const fast = cpuTimeOf(trace, bins, ALWAYS)
    expect(fast.cpus).toEqual(exact.cpus)
    for (const cpu of [0, 1]) for (const name of CPU_CLASSES) {
      fast.of(cpu, name).forEach((value, bin) => expect(value).toBeCloseTo(exact.of(cpu, name)[bin]!, -2))
      expect(fast.openNs(cpu, name)).toBe(exact.openNs(cpu, name))
    }
  })

  it('errs in a bin by no more than what lies across its edges, and keeps the total', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 0.6, noNaN: true }), fc.double({ min: 0.3, max: 0.4, noNaN: true }), fc.integer({ min: 1, max: 80 }), (from, share, count) => {
      const window = { startNs: Math.round(trace.startNs + from * lengthNs), endNs: Math.round(trace.startNs + (from + share) * lengthNs) }
      const bins = binsOf(window, count)
      const exact = measureCpuTime(trace, bins)
      const fast = cpuTimeOf(trace, bins, ALWAYS)
      for (const name of ['app', 'kswapd', 'idle'] as const) {
        fast.of(0, name).forEach((value, bin) => expect(Math.abs(value - exact.of(0, name)[bin]!)).toBeLessThanOrEqual(bins.binNs / 2 + 1))
        expect(Math.abs(total(fast.of(0, name)) - total(exact.of(0, name)))).toBeLessThanOrEqual(bins.binNs / 2 + count)
      }
    }), { numRuns: 40 })
  })

  it('is not used where bins are finer than the sums, nor where there are few slices', () => {
    const bins = binsOf({ startNs: trace.startNs, endNs: trace.startNs + lengthNs / 50 }, 200)
    expect(cpuTimeOf(trace, bins, ALWAYS).of(0, 'kswapd')).toEqual(measureCpuTime(trace, bins).of(0, 'kswapd'))
    const coarse = binsOf(trace, 7)
    expect(cpuTimeOf(trace, coarse).of(1, 'app')).toEqual(measureCpuTime(trace, coarse).of(1, 'app'))
  })

  it('is blank outside of the recording', () => {
    const bins = binsOf({ startNs: trace.startNs - lengthNs, endNs: trace.endNs + lengthNs }, 6)
    const kswapd = cpuTimeOf(trace, bins, ALWAYS).of(0, 'kswapd')
    expect([kswapd[0], kswapd[1], kswapd[4], kswapd[5]].map((value) => Math.round(value! / 1e3))).toEqual([0, 0, 0, 0])
    expect(total(kswapd)).toBeCloseTo(total(measureCpuTime(trace, binsOf(trace, 1)).of(0, 'kswapd')), -3)
  })
})
