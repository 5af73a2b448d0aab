import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAIT_FOR, type Demand } from '../../../src/engine/demand/demand'
import { extractDemand } from '../../../src/engine/demand/extract-demand'
import { wholeWindow } from '../../support/demand-trace'
import { traceFixture, type TraceFixture } from '../../support/trace-fixture'

/** Who waits for whom, as `waiting tid <- tid` with the recorded time of the wait's end in ms. */
function edgesOf(demand: Demand): string[] {
  const givers = new Map(demand.tasks.flatMap((task) => [...(task.program.signal ?? [])].flatMap((signal) => (signal < 0 ? [] : [[signal, task.tid] as const]))))
  return demand.tasks.flatMap(({ tid, program }) => [...program.waitKind].flatMap((kind, row) => (kind === WAIT_FOR ? [`${tid} <- ${givers.get(program.after![row]!)} ${program.waitNs[row]! / 1e6}`] : [])))
}

function edges(fixture: TraceFixture): string[] {
  const trace = fixture.span(0, 1000).build()
  return edgesOf(extractDemand(trace, wholeWindow(trace)))
}

const two = (): TraceFixture => traceFixture().thread(1, 'launcher').thread(2, 'app')

describe('who a long sleep waited for', () => {
  it('is the thread that woke it', () => {
    expect(edges(two().runs(0, 1, 100, 102).wakeup(101, 2, 1, 1).runs(1, 2, 101.1, 130))).toEqual(['2 <- 1 101'])
  })

  it('is nobody for a wake-up out of an interrupt while another thread ran', () => {
    expect(edges(two().runs(0, 1, 90, 140).wakeup(101, 2, 1).runs(1, 2, 101.1, 130))).toEqual([])
  })

  it('is nobody for a short sleep', () => {
    expect(edges(two().runs(0, 1, 100, 112).runs(1, 2, 95, 99).wakeup(101, 2, 1, 1).runs(1, 2, 101.1, 130))).toEqual([])
  })

  it('is the parent of a new thread that still had its name', () => {
    const fixture = traceFixture().thread(1, 'zygote').thread(2, 'app', { firstName: 'zygote' }).thread(3, 'other')
    expect(edges(fixture.runs(0, 1, 100, 102).runs(1, 3, 90, 101).runs(1, 2, 101.1, 130))).toEqual(['2 <- 1 101.1'])
  })

  it('is the parent that task_newtask names', () => {
    expect(edges(two().runs(0, 1, 100, 102).event('task_newtask', 101, 1, { pid: 2 }).runs(1, 2, 101.1, 130))).toEqual(['2 <- 1 101.1'])
  })

  it('is nobody when two threads of that name could be the parent', () => {
    const fixture = traceFixture().thread(1, 'zygote').thread(2, 'app', { firstName: 'zygote' }).thread(3, 'zygote')
    expect(edges(fixture.runs(0, 1, 100, 102).runs(2, 3, 90, 101).runs(1, 2, 101.1, 130))).toEqual([])
  })

  it('is the thread that was asked, when that did the last of its work', () => {
    const fixture = two().runs(0, 1, 100, 102).wakeup(101, 2, 1, 1).runs(1, 2, 101.1, 130).runs(1, 2, 135, 160).runs(0, 1, 159, 161)
    expect(edges(fixture)).toEqual(['1 <- 2 159', '2 <- 1 101'])
  })

  it('is nobody when the asked thread was in the midst of its work', () => {
    const fixture = two().runs(0, 1, 100, 102).wakeup(101, 2, 1, 1).runs(1, 2, 101.1, 130).runs(1, 2, 135, 160).runs(0, 1, 129, 131)
    expect(edges(fixture)).toEqual(['2 <- 1 101'])
  })

  it('is found behind an interrupt between CPUs only for a thread that is known to start others', () => {
    const known = two().thread(3, 'old').runs(0, 1, 100, 102).wakeup(101, 2, 1, 1).runs(1, 2, 101.1, 130).runs(0, 1, 300, 301).wakeup(301.1, 3, 1).runs(1, 3, 301.2, 320)
    expect(edges(known)).toEqual(['2 <- 1 101', '3 <- 1 301.1'])
    expect(edges(two().thread(3, 'old').runs(0, 1, 300, 301).wakeup(301.1, 3, 1).runs(1, 3, 301.2, 320))).toEqual([])
  })

  it('never leads in a circle, whoever wakes whom', () => {
    const step = fc.record({ by: fc.constantFrom(1, 2, 3), woken: fc.constantFrom(1, 2, 3), afterMs: fc.integer({ min: 1, max: 60 }), lengthMs: fc.integer({ min: 1, max: 30 }) })
    fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const fixture = traceFixture().thread(1, 'a').thread(2, 'b').thread(3, 'c')
      let ms = 50
      for (const { by, woken, afterMs, lengthMs } of steps) {
        fixture.wakeup(ms, woken, woken, by).runs(woken, woken, ms + 0.1, ms + lengthMs)
        ms += lengthMs + afterMs
      }
      const trace = fixture.span(0, 2000).build()
      const demand = extractDemand(trace, wholeWindow(trace))
      // Rows that give a signal stand before rows that need it in the order of recorded time.
      const givenBy = new Map(demand.tasks.flatMap(({ tid, program }) => [...(program.signal ?? [])].flatMap((signal, row) => (signal < 0 ? [] : [[signal, { tid, row }] as const]))))
      const done = new Map(demand.tasks.map(({ tid }) => [tid, 0]))
      for (let moved = true; moved;) {
        moved = false
        for (const { tid, program } of demand.tasks) {
          const row = done.get(tid)!
          if (row >= program.rowCount) continue
          const giver = row > 0 && program.waitKind[row - 1] === WAIT_FOR ? givenBy.get(program.after![row - 1]!) : undefined
          if (giver !== undefined && done.get(giver.tid)! <= giver.row) continue
          done.set(tid, row + 1)
          moved = true
        }
      }
      for (const { tid, program } of demand.tasks) expect(done.get(tid)).toBe(program.rowCount)
    }))
  })
})
