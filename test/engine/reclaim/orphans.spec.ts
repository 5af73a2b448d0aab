/** A task may leave while reclaim or kcompressd holds its pages: whoever holds a page frees it, once. */
import { describe, expect, it } from 'vitest'
import type { Machine } from '../../../src/engine/machine'
import { makeScanControl } from '../../../src/engine/reclaim/scan-control'
import { censusOf, makeMachine, type RowSpec } from '../../support/demand-fixture'

const NOTHING = { residentAnon: 0, residentFile: 0, stored: 0, queued: 0, orphans: 0, onLists: 0 }
const PAGES = 2000
const SHORTAGE = 2300

/** A short shortage makes kswapd queue the task's pages; the thread gets to them 100 ms later. Returns the most orphans seen. */
function runThroughShortage(variant: 'zram' | 'mm', rows: readonly RowSpec[]): { machine: Machine; orphans: number } {
  const machine = makeMachine({
    durationMs: 1000, kcompressd: { variant, threads: 1, fifoEntries: 4096, memalloc: true, wakeDelayUs: 100_000 }, initial: { freePages: SHORTAGE + 205 },
    tasks: [{ residentPages: PAGES, rows }]
  })
  machine.memory.zone.take(SHORTAGE, 0, 'file')
  let orphans = 0
  machine.run((bin) => {
    if (bin === 1) machine.memory.zone.give(SHORTAGE, 'file')
    orphans = Math.max(orphans, censusOf(machine).orphans)
  })
  return { machine, orphans }
}

describe.each(['zram', 'mm'] as const)('pages of a task that is gone (%s)', (variant) => {
  it('are freed after they left the queue', () => {
    const { machine, orphans } = runThroughShortage(variant, [{ alloc: 10, sleepMs: 30 }, { exit: true }])
    expect(orphans).toBeGreaterThan(1900)
    expect(censusOf(machine)).toEqual(NOTHING)
    expect(machine.memory.zone).toMatchObject({ free: SHORTAGE + 205 + PAGES, held: { anon: 0, pool: 0 } })
  })

  it('do not lend their records to new pages', () => {
    const { machine, orphans } = runThroughShortage(variant, [{ alloc: 10, sleepMs: 30 }, { free: 1900 }, { alloc: 1500, sleepMs: 300 }, { exit: true }])
    expect(orphans).toBeGreaterThan(1800)
    expect(machine.tasks[0]!.state).toBe('exited')
    expect(censusOf(machine)).toEqual(NOTHING)
    expect(machine.memory.zone).toMatchObject({ free: SHORTAGE + 205 + PAGES, held: { anon: 0, pool: 0 } })
  })
})

describe('pages of a task that is gone', () => {
  it('are freed by the reclaimer that has isolated them', () => {
    const machine = makeMachine({ durationMs: 1000, parameters: { costs: { compressNs: 1e6 } }, tasks: [{ residentPages: 320 }] })
    const { memory, scheduler } = machine
    const sc = makeScanControl('kswapd', 1e6)
    sc.priority = 0
    const task = machine.tasks[0]!
    task.work = memory.lru.shrinkNode(sc, task)
    scheduler.wake(task)
    scheduler.run(5e6)
    // the batch under way has been taken off the list
    expect(censusOf(machine).onLists).toBeLessThan(320)
    for (let page = 0; page < 320; page++) memory.release(page)
    scheduler.run(900e6)
    expect(task.state).toBe('exited')
    expect(censusOf(machine)).toEqual(NOTHING)
    expect(memory.zone.held).toMatchObject({ anon: 0, pool: 0 })
  })
})
