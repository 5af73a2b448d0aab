import { describe, expect, it } from 'vitest'
import * as P from '../../../src/engine/reclaim/page-store'
import { FilePages } from '../../../src/engine/workload/file-pages'
import { makeMachine } from '../../support/demand-fixture'

describe('page-cache records', () => {
  it('are used again once reclaimed, oldest first', () => {
    const { memory } = makeMachine({ tasks: [{ rows: [{ file: 3 }] }] })
    const files = new FilePages(0, 3)
    for (const wanted of [0, 1, 2]) {
      const page = files.next(memory)
      expect(page).toBe(wanted)
      memory.pages.set(page, P.RESIDENT | P.FILE)
    }
    expect(files.next(memory)).toBe(-1)
    memory.pages.clear(1, P.RESIDENT)
    memory.pages.set(1, P.SHADOW)
    expect(files.next(memory)).toBe(1)
    expect(memory.pages.has(1, P.SHADOW)).toBe(false)
  })

  it('let page cache come and go in a run', () => {
    const machine = makeMachine({ durationMs: 300, initial: { freePages: 500, unownedAnonPages: 1000 }, tasks: [{ rows: Array.from({ length: 20 }, () => ({ cpuUs: 300, file: 150, sleepMs: 5 })) }] })
    machine.run()
    const { pgstealFile, pgscanFile } = machine.recorder.counters
    expect(pgstealFile).toBeGreaterThan(1000)
    expect(pgscanFile).toBeGreaterThanOrEqual(pgstealFile)
    expect(machine.memory.zone.held.file).toBe(3000 - pgstealFile)
  })
})
