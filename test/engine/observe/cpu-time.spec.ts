import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CPU_CLASSES } from '../../../src/shared/metrics'
import { binsOf } from '../../../src/engine/observe/bins'
import { measureCpuTime } from '../../../src/engine/observe/cpu-time'
import { traceFixture } from '../../support/trace-fixture'

describe('measureCpuTime', () => {
  it('splits the slice of a stalled task and leaves kcompressd its own reclaim', () => {
    const trace = traceFixture().thread(1, 'a').thread(2, 'kcompressd0').directReclaim(1, 2, 6).directReclaim(2, 10, 20)
      .runs(0, 1, 0, 4).runs(0, 1, 5, 8).runs(0, 2, 10, 20).build()
    const cpu = measureCpuTime(trace, binsOf({ startNs: 0, endNs: 20e6 }, 1))
    const ms = (name: (typeof CPU_CLASSES)[number]) => (cpu.of(0, name)[0] ?? 0) / 1e6
    expect({ app: ms('app'), directReclaim: ms('directReclaim'), kcompressd: ms('kcompressd') }).toEqual({ app: 2 + 2, directReclaim: 2 + 1, kcompressd: 10 })
  })

  it('reaches an open slice to the end of the trace', () => {
    const trace = traceFixture().thread(1, 'a').span(0, 50).runs(0, 1, 10, null).build()
    expect(measureCpuTime(trace, binsOf({ startNs: 0, endNs: 50e6 }, 1)).of(0, 'other')[0]).toBe(40e6)
  })

  it('finds a long slice that began far before the window', () => {
    const fixture = traceFixture().thread(1, 'a').thread(2, 'b').runs(0, 1, 0, 1000)
    for (let i = 0; i < 100; i++) fixture.runs(1, 2, i * 10, i * 10 + 5)
    const cpu = measureCpuTime(fixture.build(), binsOf({ startNs: 900e6, endNs: 950e6 }, 1))
    expect([cpu.of(0, 'other')[0], cpu.of(1, 'other')[0]]).toEqual([50e6, 25e6])
  })

  it('accounts for every nanosecond of a CPU without gaps, in every bin', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 60 })
    fc.assert(fc.property(lengths, fc.integer({ min: 1, max: 50 }), (slices, count) => {
      const fixture = traceFixture().thread(1, 'a').thread(9, 'kswapd0').directReclaim(1, 10, 1000)
      let now = 0
      slices.forEach((length, i) => {
        fixture.runs(0, [0, 1, 9][i % 3] ?? 0, now, (now += length))
      })
      const bins = binsOf({ startNs: 0, endNs: now * 1e6 }, count)
      const cpu = measureCpuTime(fixture.build(), bins)
      for (let bin = 0; bin < count; bin++) {
        const total = CPU_CLASSES.reduce((sum, name) => sum + (cpu.of(0, name)[bin] ?? 0), 0)
        expect(Math.abs(total - bins.binNs)).toBeLessThan(1)
      }
    }), { numRuns: 60 })
  })
})
