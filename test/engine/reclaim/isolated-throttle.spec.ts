import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tooManyIsolated } from '../../../src/engine/reclaim/throttle'
import { makeMachine } from '../../support/demand-fixture'

describe('too many isolated pages', () => {
  it('means more than an eighth of the list, rounded down', () => {
    expect([tooManyIsolated(32, 256), tooManyIsolated(33, 256), tooManyIsolated(1, 0), tooManyIsolated(0, 0)]).toEqual([false, true, true, false])
    fc.assert(fc.property(fc.nat(1e6), fc.nat(1e6), (isolated, inactive) => tooManyIsolated(isolated, inactive) === (isolated >= Math.floor(inactive / 8) + 1)))
  })

  it('sends direct reclaimers to sleep when many of them share a short list, and loses no page', () => {
    const tasks = Array.from({ length: 12 }, (_, i) => ({ firstCpu: i % 4, rows: Array.from({ length: 4 }, () => ({ alloc: 60, cpuUs: 60 })) }))
    const machine = makeMachine({ cpuCount: 4, durationMs: 2000, tasks, initial: { freePages: 120, unownedAnonPages: 700 } })
    const sleeps = { isolated: 0 }
    machine.memory.observer = new Proxy({}, { get: (_, name) => (name === 'throttled' ? (timeoutNs: number, _delayed: number, reason: string) => { if (reason === 'isolated' && timeoutNs === 20e6) sleeps.isolated++ } : () => undefined) }) as NonNullable<typeof machine.memory.observer>
    machine.run()
    expect(sleeps.isolated).toBeGreaterThan(0)
    expect(machine.memory.zone.imbalance()).toBe(0)
  })
})
