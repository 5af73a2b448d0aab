/** Writes that fail in the middle of a run: whatever the store refuses stays in memory, and the books balance. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Machine } from '../../src/engine/machine'
import * as P from '../../src/engine/reclaim/page-store'
import { refuseEveryNthWrite } from '../support/failing-store'
import { censusOf, makeMachine, repeat, type MachineSpec } from '../support/demand-fixture'
import { kcompressdArb } from '../support/machine-arbitrary'

/** Allocates and touches, frees nothing and never exits: a page that once had data must have it for ever. */
const keeping: MachineSpec = {
  durationMs: 500, cpuCount: 2, initial: { freePages: 350, unownedAnonPages: 4000 },
  tasks: [0, 1].map(() => ({ residentPages: 800, swappedPages: 200, dirtyShare: 0.5, rows: repeat(14, { cpuUs: 100, alloc: 70, touch: 150, sleepMs: 8 }) }))
}

/** Whether the data of each anonymous page is anywhere: in a frame or in the store. */
function pagesWithData({ memory: { pages } }: Machine): boolean[] {
  return Array.from({ length: pages.pageCount }, (_, page) => !pages.has(page, P.FILE) && (pages.has(page, P.RESIDENT) || pages.has(page, P.STORED)))
}

/** Runs with every n-th write refused; at every bin, counts pages that had data before and have none now. */
function runFailing(spec: MachineSpec, n: number): { readonly machine: Machine; readonly refusedCount: number; readonly lostCount: number } {
  const machine = makeMachine(spec)
  const failed = refuseEveryNthWrite(machine, n)
  let before = pagesWithData(machine)
  let lostCount = 0
  machine.run(() => {
    const now = pagesWithData(machine)
    lostCount += before.filter((had, page) => had && now[page] === false).length
    before = now
    expect(machine.memory.zone.imbalance()).toBe(0)
    expect(machine.memory.zone.held.pool).toBe(machine.memory.store.poolPages)
  })
  return { machine, refusedCount: failed.refusedCount, lostCount }
}

describe('a run whose store refuses every n-th write', () => {
  it('loses no page, whoever writes and whatever n is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), kcompressdArb, fc.integer({ min: 0, max: 1e6 }), (n, kcompressd, seed) => {
        const { machine, lostCount, refusedCount } = runFailing({ ...keeping, kcompressd, seed }, n)
        expect(refusedCount).toBeGreaterThan(0)
        expect(lostCount).toBe(0)
        expect(Math.abs(machine.memory.store.storedPages - censusOf(machine).stored)).toBeLessThanOrEqual(machine.kcompressd.tasks.length)
      }),
      { numRuns: 40, endOnFailure: true, interruptAfterTimeLimit: 8000, markInterruptAsFailure: false }
    )
  })

  it.each(['off', 'zram', 'mm'] as const)('books each refusal as a failed store, dirties the page and writes it again later (%s)', (variant) => {
    const whole = makeMachine({ ...keeping, kcompressd: { variant, memalloc: true } })
    whole.run()
    const { machine, refusedCount } = runFailing({ ...keeping, kcompressd: { variant, memalloc: true } }, 3)
    expect(whole.recorder.counters.failedStores).toBe(0)
    expect(refusedCount).toBeGreaterThan(300)
    expect(machine.recorder.counters).toMatchObject({ failedStores: refusedCount, writeStalls: refusedCount })
    expect(machine.recorder.counters.written).toBeGreaterThan(refusedCount)
  })

  it('still ends when nothing can be written at all, with every page in memory', () => {
    const { machine, lostCount } = runFailing(keeping, 1)
    expect(machine.recorder.counters.written).toBe(0)
    expect([lostCount, machine.scheduler.nowNs]).toEqual([0, machine.durationNs])
  })
})
