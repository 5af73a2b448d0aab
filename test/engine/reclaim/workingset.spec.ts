import { describe, expect, it } from 'vitest'
import * as P from '../../../src/engine/reclaim/page-store'
import { isWorkingsetRefault, noteEviction } from '../../../src/engine/reclaim/workingset'
import { makeMachine } from '../../support/demand-fixture'
import { ReclaimBench } from './reclaim-bench'

/** 1000 anonymous pages, 300 of them active: the working set of an anonymous refault. */
const bench = (): ReclaimBench => new ReclaimBench(1000, { initial: { activeAnonPages: 300 } })

describe('workingset', () => {
  it('takes a page back as active when it returns soon', () => {
    const { memory, counters } = bench()
    noteEviction(memory, 900, false)
    memory.nonresidentAge += 299
    expect(isWorkingsetRefault(memory, 900)).toBe(true)
    expect(counters.workingsetActivations).toBe(1)
  })

  it('takes it as any other page when more was evicted meanwhile than is active', () => {
    const { memory, counters } = bench()
    noteEviction(memory, 900, false)
    memory.nonresidentAge += 301
    expect(isWorkingsetRefault(memory, 900)).toBe(false)
    expect(counters.workingsetActivations).toBe(0)
  })

  it('knows nothing of a page that was never evicted, and forgets after the refault', () => {
    const { memory } = bench()
    expect(isWorkingsetRefault(memory, 5)).toBe(false)
    noteEviction(memory, 5, false)
    expect([isWorkingsetRefault(memory, 5), isWorkingsetRefault(memory, 5)]).toEqual([true, false])
  })

  it('remembers whether the page had been active', () => {
    const { memory } = bench()
    noteEviction(memory, 5, true)
    expect(memory.pages.has(5, P.WORKINGSET)).toBe(true)
    noteEviction(memory, 5, false)
    expect(memory.pages.has(5, P.WORKINGSET)).toBe(false)
  })

  it('shows in a run: pages touched again and again end on the active list', () => {
    const machine = makeMachine({
      durationMs: 800, initial: { freePages: 350, unownedAnonPages: 1500, activeAnonPages: 700 },
      tasks: [{ residentPages: 600, rows: Array.from({ length: 30 }, () => ({ cpuUs: 400, touch: 600, alloc: 80, sleepMs: 12 })) }]
    })
    machine.run()
    expect(machine.recorder.counters.pswpin).toBeGreaterThan(100)
    expect(machine.recorder.counters.workingsetActivations).toBeGreaterThan(50)
  })
})
