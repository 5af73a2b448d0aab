import { describe, expect, it } from 'vitest'
import { findCosts } from '../../../src/engine/calibrate/costs'
import { disturbanceWarning, findDisturbance } from '../../../src/engine/calibrate/disturbance'
import { collectKswapdBatches, type KswapdBatches } from '../../../src/engine/calibrate/kswapd-batches'
import { prepare } from '../../../src/engine/prepare'
import type { Trace } from '../../../src/engine/trace/trace'
import type { Device } from '../../../src/shared/device'
import { COSTS } from '../../support/demand-fixture'
import { traceFixture } from '../../support/trace-fixture'
import { DEVICE, record, wholeOf } from './recorded'

const ALIKE: Device = { cpus: [{ id: 0, capacity: 1024 }, { id: 1, capacity: 1024 }] }
const KNOWN_CLOCK = traceFixture().thread(60, 'app').runs(0, 60, 0, 1).runs(1, 60, 1, 2).span(0, 10).withDevice(ALIKE).build()

/** Batches of 32 reclaimed pages at the given prices. */
function batchesAt(prices: readonly number[]): KswapdBatches {
  const column = (value: number): Float64Array => new Float64Array(prices.length).fill(value)
  const cpuNs = Float64Array.from(prices, (price) => price * 32)
  return { count: prices.length, cpuNs, ranNs: cpuNs, scanned: column(32), reclaimed: column(32), othersBusy: column(0) }
}

/** Evenly spread by 8 % around the price. */
const around = (price: number, count: number): number[] => Array.from({ length: count }, (_, i) => price * (0.92 + (0.16 * i) / count))

describe('a slowdown from outside', () => {
  it('is a second price of the same work', () => {
    const found = findDisturbance(KNOWN_CLOCK, batchesAt([...around(20_000, 1000), ...around(30_000, 1000)]))!
    expect(found.share).toBeCloseTo(0.5, 2)
    expect(found.factor).toBeCloseTo(1.25, 2)
  })

  it('is found even where most of the time was disturbed', () => {
    expect(findDisturbance(KNOWN_CLOCK, batchesAt([...around(20_000, 700), ...around(30_000, 1300)]))!.share).toBeCloseTo(0.65, 2)
  })

  it.each([
    ['one price', around(20_000, 2000)], ['the usual scatter', [...around(20_000, 1900), ...around(30_000, 100)]],
    ['a few batches', [...around(20_000, 90), ...around(30_000, 90)]], ['pages of another content', [...around(3000, 900), ...around(20_000, 1100)]]
  ])('is not made of %s', (_name, prices) => {
    expect(findDisturbance(KNOWN_CLOCK, batchesAt(prices))).toBeNull()
  })

  it('is not told from a clock that nobody recorded', () => {
    const batches = batchesAt([...around(20_000, 1000), ...around(30_000, 1000)])
    const unlike: Device = { cpus: [{ id: 0, capacity: 512 }, { id: 1, capacity: 1024 }] }
    const scaling: Device = { cpus: [{ id: 0, capacity: 1024, maxFreqKhz: 2e6 }, { id: 1, capacity: 1024, maxFreqKhz: 2e6 }] }
    for (const device of [null, {}, unlike, scaling]) expect(findDisturbance({ ...KNOWN_CLOCK, device }, batches)).toBeNull()
  })
})

/** Recorded on CPUs that did two thirds of the work in every other 100 ms, unseen. */
function disturbed(): Trace {
  const shares = Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : 2 / 3))
  return { ...record({}, undefined, { intervalNs: 100e6, shares: [shares, shares] }), device: { ...DEVICE, ...ALIKE } }
}

describe('a disturbed recording', () => {
  const trace = disturbed()
  const finding = findCosts(trace, wholeOf(trace), { cpuS: null, scanned: null, stolen: null }, 0)

  it('has the costs of the undisturbed machine', () => {
    const { unmapNs, freeNs, compressNs } = finding.costs
    expect(Math.abs((unmapNs + freeNs + compressNs) / (COSTS.unmapNs + COSTS.freeNs + COSTS.compressNs) - 1)).toBeLessThan(0.12)
    expect(finding.slowdown).toBeGreaterThan(1.1)
    expect(finding.slowdown).toBeLessThan(1.4)
    expect(finding.assumptions.find(({ name }) => name === 'slowdown')!.value).toBeCloseTo(finding.slowdown, 2)
  })

  it('is replayed with its slowdown, and says so', () => {
    const prepared = prepare(trace, { window: wholeOf(trace), seed: 1 })
    if (!prepared.ok) throw new Error(prepared.error.message)
    const { fit, warnings, parameters } = prepared.value
    expect(Math.abs(fit['kswapd.cpuS']!.errorPct!)).toBeLessThan(10)
    expect(parameters.slowdown).toBe(finding.slowdown)
    expect(warnings).toContain(disturbanceWarning(findDisturbance(trace, collectKswapdBatches(trace, wholeOf(trace)))!))
  })
})
