/** Invariants of the whole model under random demands and configurations. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../src/shared/config'
import { PRESETS } from '../../src/shared/presets'
import type { Machine } from '../../src/engine/machine'
import { metricsOf } from '../../src/engine/run-metrics'
import { replay } from '../../src/engine/replay'
import type { Prepared } from '../../src/engine/run-types'
import { censusOf, makeConfig, makeDemand, makeMachine, makeParameters, type MachineSpec } from '../support/demand-fixture'
import { kcompressdArb, machineArb } from '../support/machine-arbitrary'

const RUNS = 45

/** Without shrinking and with a time limit per property: on a busy machine fewer runs, not a failure. */
function limited<T>(numRuns: number): fc.Parameters<T> {
  return { numRuns: Math.ceil(numRuns), endOnFailure: true, interruptAfterTimeLimit: 7000, markInterruptAsFailure: false }
}

/** Frames that tasks hold in their hands for a moment: a batch that is not given back yet, a frame that is not mapped yet. */
function inHands(machine: Machine): number {
  return (machine.tasks.length + machine.kswapds.length + machine.kcompressd.tasks.length + machine.services.length) * 64 + machine.tasks.length
}

function isQuiet(machine: Machine): boolean {
  const tasks = [...machine.tasks, ...machine.kswapds, ...machine.kcompressd.tasks]
  const { memory, kcompressd, backEnd } = machine
  if (machine.services.some((task) => task.state !== 'sleeping' && task.state !== 'exited') || (backEnd.io?.writesUnderWay ?? 0) + (backEnd.io?.readsUnderWay ?? 0) > 0) return false
  return memory.kswapdWaiting && kcompressd.depth === 0 && memory.pfmemallocWaiters.length === 0 && tasks.every((task) => task.state === 'sleeping' || task.state === 'exited')
}

/** Pages that fit into all FIFOs. */
function roomOf(machine: Machine, { kcompressd, vm }: MachineSpec): number {
  return machine.kcompressd.workers.length * (kcompressd?.fifoEntries ?? 256) * Math.max(1, (vm?.folioKib ?? 4) / 4)
}

/** Checks what must hold at any moment; `machine` may be in the middle of anything. */
function checkMoment(machine: Machine, spec: MachineSpec): void {
  const { zone, store } = machine.memory
  const census = censusOf(machine)
  expect(zone.imbalance()).toBe(0)
  expect(zone.free).toBeGreaterThanOrEqual(0)
  expect(zone.held.pool).toBe(store.poolPages)
  const anonInHands = zone.held.anon - census.residentAnon - (machine.backEnd.zswap?.framesUnderWay ?? 0)
  const fileInHands = zone.held.file - census.residentFile
  expect(anonInHands).toBeGreaterThanOrEqual(0)
  expect(fileInHands).toBeGreaterThanOrEqual(0)
  expect(anonInHands + fileInHands).toBeLessThanOrEqual(inHands(machine))
  expect(Math.abs(store.storedPages - census.stored)).toBeLessThanOrEqual(machine.kcompressd.tasks.length)
  expect(machine.kcompressd.depth).toBeLessThanOrEqual(roomOf(machine, spec))
  if (!isQuiet(machine)) return
  expect([anonInHands, fileInHands]).toEqual([0, 0])
  expect(store.storedPages).toBe(census.stored)
  expect(census).toMatchObject({ queued: 0, orphans: 0, onLists: census.residentAnon + census.residentFile })
}

function checkEnd(machine: Machine, spec: MachineSpec): void {
  const metrics = metricsOf(machine)
  const c = machine.recorder.counters
  expect(c.pgstealAnon).toBeLessThanOrEqual(c.pgscanAnon)
  expect(c.pgstealFile).toBeLessThanOrEqual(c.pgscanFile)
  expect(c.pgstealKswapd).toBeLessThanOrEqual(c.pgscanKswapd)
  expect(c.pgstealDirect).toBeLessThanOrEqual(c.pgscanDirect)
  expect(c.pgscanKswapd + c.pgscanDirect).toBe(c.pgscanAnon + c.pgscanFile)
  expect(c.pgstealKswapd + c.pgstealDirect).toBe(c.pgstealAnon + c.pgstealFile)
  expect(c.maxDepth).toBeLessThanOrEqual(roomOf(machine, spec))
  const tasks = [...machine.tasks, ...machine.kswapds, ...machine.kcompressd.tasks, ...machine.services]
  let busyNs = 0
  for (const cpu of metrics.cpus) {
    const { idle, ...busy } = cpu.byClass
    expect(idle).toBeGreaterThanOrEqual(-1e-9)
    const sum = Object.values(busy).reduce<number>((total, value) => total + (value ?? 0), 0)
    expect(sum + (idle ?? 0)).toBeCloseTo(100, 6)
    busyNs += (sum / 100) * machine.durationNs
  }
  expect(busyNs / 1e9).toBeCloseTo(tasks.reduce((sum, task) => sum + task.cpuNs, 0) / 1e9, 6)
}

function asPrepared(spec: MachineSpec): Prepared {
  return {
    window: { startNs: 0, endNs: 0 }, demand: makeDemand(spec), parameters: makeParameters({ ...spec.parameters, cpuCount: spec.cpuCount ?? 2 }), running: makeConfig(),
    observed: metricsOf(makeMachine({ durationMs: 1 })), assumptions: [], fit: {}, fitVerdict: { grade: 'none', summary: '' }, warnings: []
  }
}

describe('the model as a whole', () => {
  it('keeps every page in exactly one place, at every moment and when all is quiet', () => {
    let runs = 0
    let quietRuns = 0
    fc.assert(
      fc.property(machineArb, (spec) => {
        const machine = makeMachine(spec)
        checkMoment(machine, spec)
        machine.run((bin) => {
          if (bin % 4 === 0) checkMoment(machine, spec)
        })
        checkMoment(machine, spec)
        checkEnd(machine, spec)
        runs++
        if (isQuiet(machine)) quietRuns++
      }),
      limited(RUNS * 2)
    )
    // A few runs, all that a busy machine has time for, may all end in the middle of something.
    if (runs >= RUNS) expect(quietRuns).toBeGreaterThan(0)
  })

  it('gives the same bytes for the same seed', () => {
    fc.assert(
      fc.property(machineArb, (spec) => {
        const job = { config: makeConfig({ kcompressd: spec.kcompressd ?? {}, swap: spec.swap ?? {}, vm: spec.vm ?? {} }), seed: spec.seed ?? 1, member: 0 }
        const once = JSON.stringify(replay(asPrepared(spec), job), flatArrays)
        expect(JSON.stringify(replay(asPrepared(spec), job), flatArrays)).toBe(once)
      }),
      limited(RUNS / 3)
    )
  })

  it('treats 0 threads and a FIFO of 0 as off', () => {
    fc.assert(
      fc.property(machineArb, kcompressdArb, (spec, kcompressd) => {
        const runWith = (settings: Partial<Configuration['kcompressd']>): string => {
          const machine = makeMachine({ ...spec, kcompressd: settings })
          machine.run()
          return JSON.stringify(metricsOf(machine))
        }
        const off = runWith({ variant: 'off' })
        expect(runWith({ ...kcompressd, threads: 0 })).toBe(off)
        expect(runWith({ ...kcompressd, fifoEntries: 0 })).toBe(off)
      }),
      limited(RUNS / 3)
    )
  })

  it('runs every preset to the end', () => {
    fc.assert(
      fc.property(machineArb, fc.constantFrom(...PRESETS), (spec, preset) => {
        const { kcompressd, swap, vm } = preset.config
        const machine = makeMachine({ ...spec, kcompressd, swap, vm })
        machine.run()
        expect(machine.scheduler.nowNs).toBe(machine.durationNs)
        expect(machine.recorder.level('freePages').length).toBe(machine.recorder.binCount)
      }),
      limited(RUNS / 2)
    )
  })
})

/** Typed arrays as plain ones, so that their elements count and not only their indices. */
function flatArrays(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value
}
