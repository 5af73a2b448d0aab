import { describe, expect, it } from 'vitest'
import type { KcompressdSettings } from '../../src/shared/config'
import { interferenceNs, threadsWaitedNs } from '../../src/engine/interference'
import { metricsOf } from '../../src/engine/run-metrics'
import { makeMachine, repeat, type MachineSpec } from '../support/demand-fixture'

const oneCpu = (spec: MachineSpec): MachineSpec => ({ durationMs: 200, cpuCount: 1, parameters: { costs: { wakeupNs: 0, switchNs: 0 } }, ...spec })

describe('interference', () => {
  it('is what tasks lose to each other on one CPU', () => {
    const machine = makeMachine(oneCpu({ tasks: [{ rows: [{ cpuUs: 40_000 }] }, { kind: 'other', rows: [{ cpuUs: 40_000 }] }] }))
    machine.run()
    const total = interferenceNs(machine)
    // both want the CPU until the first is done, then the other goes on alone
    expect(total / 1e6).toBeGreaterThan(70)
    expect(total / 1e6).toBeLessThan(80.1)
    expect(interferenceNs(machine, 'app') + interferenceNs(machine, 'other')).toBe(total)
    expect(metricsOf(machine).interferenceMs).toBe(total / 1e6)
  })

  it('is none where everybody has a CPU', () => {
    const machine = makeMachine({ ...oneCpu({ tasks: [{ rows: [{ cpuUs: 40_000 }] }, { firstCpu: 1, kind: 'other', rows: [{ cpuUs: 40_000 }] }] }), cpuCount: 2 })
    machine.run()
    expect(metricsOf(machine).interferenceMs).toBe(0)
  })

  it('includes a task that still waits when the window ends', () => {
    const machine = makeMachine(oneCpu({ tasks: [{ priority: 50, rows: [{ cpuUs: 1e6 }] }, { startMs: 50, kind: 'other', rows: [{ cpuUs: 1000 }] }] }))
    machine.run()
    expect(interferenceNs(machine, 'other') / 1e6).toBeCloseTo(150, 6)
  })

  it('grows when kcompressd takes a busy CPU from background work', () => {
    const run = (kcompressd: Partial<KcompressdSettings>): ReturnType<typeof makeMachine> => {
      const machine = makeMachine({
        durationMs: 1000, cpuCount: 2, kcompressd, initial: { freePages: 600, unownedAnonPages: 8000 }, parameters: { costs: { compressNs: 20_000 } },
        tasks: [{ rows: repeat(100, { cpuUs: 400, alloc: 60, sleepMs: 8 }) }, { kind: 'other', firstCpu: 1, rows: [{ cpuUs: 1e6 }] }]
      })
      machine.run()
      return machine
    }
    const off = run({ variant: 'off' })
    const zram = run({ variant: 'zram', threads: 1, fifoEntries: 4096, memalloc: true, rotate: true })
    expect(interferenceNs(zram)).toBeGreaterThan(1.2 * interferenceNs(off))
    expect(threadsWaitedNs(zram.kcompressd.tasks, zram.scheduler.nowNs)).toBeGreaterThan(0)
  })
})
