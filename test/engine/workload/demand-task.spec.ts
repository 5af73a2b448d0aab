import { describe, expect, it } from 'vitest'
import type { Machine } from '../../../src/engine/machine'
import { censusOf, makeMachine, repeat, type RowSpec, type TaskSpec } from '../../support/demand-fixture'

interface Slice { readonly fromNs: number; readonly toNs: number }

/** Runs one task with plenty of memory; returns when it ran, in milliseconds. */
function play(rows: readonly RowSpec[], more: TaskSpec & { others?: readonly TaskSpec[] } = {}): { machine: Machine; slices: { fromMs: number; toMs: number }[] } {
  const slices: Slice[] = []
  const { others = [], ...task } = more
  const machine = makeMachine({
    durationMs: 200, cpuCount: 1, initial: { freePages: 8000 }, parameters: { costs: { wakeupNs: 0, switchNs: 0 } }, tasks: [{ rows, ...task }, ...others],
    observer: { slice: (ran, _cpu, fromNs, toNs) => { if (ran.id === 100 && toNs > fromNs) slices.push({ fromNs, toNs }) } }
  })
  machine.run()
  return { machine, slices: slices.map(({ fromNs, toNs }) => ({ fromMs: fromNs / 1e6, toMs: toNs / 1e6 })) }
}

describe('playing a program', () => {
  it('starts when the task does', () => {
    expect(play([{ cpuUs: 1000 }], { startMs: 30 }).slices).toEqual([{ fromMs: 30, toMs: 31 }])
  })

  it('sleeps relative to the end of a burst', () => {
    expect(play(repeat(3, { cpuUs: 2000, sleepMs: 10 })).slices.map((slice) => slice.fromMs)).toEqual([0, 12, 24])
  })

  it('keeps deadlines: late bursts follow each other at once until the task has caught up', () => {
    const rows = [{ cpuUs: 25_000, untilMs: 10 }, { cpuUs: 1000, untilMs: 20 }, { cpuUs: 1000, untilMs: 30 }, { cpuUs: 1000, untilMs: 40 }, { cpuUs: 1000 }]
    expect(play(rows).slices.map((slice) => slice.fromMs)).toEqual([0, 30, 40])
  })

  it('waits until another task gets so far, and keeps the distance of its later times to that', () => {
    const launcher: TaskSpec = { rows: [{ cpuUs: 40_000, signal: 0 }] }
    const rows = [{ after: 0, recordedMs: 20 }, { cpuUs: 2000, untilMs: 30 }, { cpuUs: 1000 }]
    expect(play(rows, { others: [launcher] }).slices.filter(({ fromMs, toMs }) => toMs > fromMs).map((slice) => Math.round(slice.fromMs))).toEqual([40, 50])
  })

  it('goes on earlier than recorded when the other task was faster', () => {
    const launcher: TaskSpec = { rows: [{ cpuUs: 5000, signal: 7 }] }
    const rows = [{ after: 7, recordedMs: 20 }, { cpuUs: 2000, untilMs: 30 }, { cpuUs: 1000 }]
    expect(play(rows, { others: [launcher] }).slices.map((slice) => Math.round(slice.fromMs))).toEqual([5, 15])
  })

  it('does not wait for what has been', () => {
    const launcher: TaskSpec = { rows: [{ cpuUs: 1000, signal: 0 }] }
    expect(play([{ untilMs: 10 }, { after: 0, recordedMs: 5 }, { cpuUs: 1000 }], { others: [launcher] }).slices.map((slice) => Math.round(slice.fromMs))).toEqual([10])
  })

  it('never begins when the other task never gets so far', () => {
    expect(play([{ after: 3, recordedMs: 5 }, { cpuUs: 1000 }]).slices).toEqual([])
  })

  it('gives everything back when it exits, also what is swapped out', () => {
    const { machine } = play([{ alloc: 100, sleepMs: 1 }, { exit: true }, { alloc: 500 }], { residentPages: 300, swappedPages: 200 })
    expect(machine.tasks[0]!.state).toBe('exited')
    expect(censusOf(machine)).toEqual({ residentAnon: 0, residentFile: 0, stored: 0, queued: 0, orphans: 0, onLists: 0 })
    expect(machine.memory.zone.held).toMatchObject({ anon: 0, pool: 0 })
  })

  it('keeps its pages when the program ends without an exit', () => {
    expect(play([{ alloc: 100 }]).machine.memory.zone.held.anon).toBe(100)
  })

  it('frees as many pages as the row says', () => {
    expect(play([{ alloc: 100, free: 30 }], { residentPages: 50 }).machine.memory.zone.held.anon).toBe(120)
    expect(play([{ free: 80 }], { residentPages: 50 }).machine.memory.zone.held.anon).toBe(0)
  })

  it('uses the CPU time of its rows, whatever it does in them', () => {
    const { machine } = play([{ cpuUs: 500, alloc: 40 }, { cpuUs: 700, touch: 90 }, { cpuUs: 300, file: 10 }, { cpuUs: 200 }], { residentPages: 100 })
    expect(machine.tasks[0]!.cpuNs).toBeCloseTo(1.7e6, -2)
    expect(machine.memory.zone.held).toMatchObject({ anon: 140, file: 10 })
  })

  it('reads swapped pages back when it touches them, each once', () => {
    const { machine } = play([{ touch: 150 }, { touch: 150 }], { swappedPages: 150 })
    expect(machine.recorder.counters.pswpin).toBe(150)
    expect(machine.memory.store.storedPages).toBe(0)
  })

  it('computes an amount of work, or until the wall clock says so', () => {
    const hog: TaskSpec = { kind: 'other', rows: [{ cpuUs: 500_000 }] }
    const [work, wall] = (['cpu', 'wall'] as const).map((burstClock) => play([{ cpuUs: 50_000 }], { burstClock, others: [hog] }).machine.tasks[0]!.cpuNs / 1e6)
    expect(work).toBeCloseTo(50, 3)
    expect(wall).toBeGreaterThan(15)
    expect(wall).toBeLessThan(35)
  })
})
