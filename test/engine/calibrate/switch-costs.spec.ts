import { describe, expect, it } from 'vitest'
import { measureSwitchCosts } from '../../../src/engine/calibrate/switch-costs'
import { traceFixture } from '../../support/trace-fixture'

const WINDOW = { startNs: 0, endNs: 10e9 }

describe('switch and wake-up costs', () => {
  it('are half of the shortest slices and the median latency on an idle CPU', () => {
    let trace = traceFixture().thread(60, 'app')
    for (let i = 0; i < 300; i++) trace = trace.wakeup(i * 10, 60).runs(0, 60, i * 10 + 0.02, i * 10 + 0.024).runs(0, 0, i * 10 + 0.024, i * 10 + 9)
    expect(measureSwitchCosts(trace.build(), WINDOW)).toMatchObject({ evidence: 'measured' })
    const { switchNs, wakeupNs } = measureSwitchCosts(trace.build(), WINDOW)
    expect(switchNs).toBeCloseTo(2000, 0)
    expect(wakeupNs).toBeCloseTo(20_000, 0)
  })

  it('stay within bounds', () => {
    let trace = traceFixture().thread(60, 'app')
    for (let i = 0; i < 300; i++) trace = trace.wakeup(i * 10, 60).runs(0, 60, i * 10 + 0.9, i * 10 + 1.9).runs(0, 0, i * 10 + 1.9, i * 10 + 9)
    expect(measureSwitchCosts(trace.build(), WINDOW)).toMatchObject({ switchNs: 10_000, wakeupNs: 60_000 })
  })

  it('do not count the wait behind another thread as latency', () => {
    let trace = traceFixture().thread(60, 'app').thread(61, 'hog')
    for (let i = 0; i < 300; i++) trace = trace.runs(0, 61, i * 10, i * 10 + 5).wakeup(i * 10 + 4.5, 60).runs(0, 60, i * 10 + 5, i * 10 + 5.01)
    const { switchNs, wakeupNs } = measureSwitchCosts(trace.build(), WINDOW)
    expect(wakeupNs).toBe(switchNs)
  })

  it('are assumed when the trace has too few slices', () => {
    expect(measureSwitchCosts(traceFixture().thread(60, 'app').runs(0, 60, 0, 1).build(), WINDOW).evidence).toBe('assumed')
  })
})
