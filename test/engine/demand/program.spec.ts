import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAIT_EXIT, WAIT_FOR, WAIT_NONE, WAIT_RELATIVE, WAIT_UNTIL } from '../../../src/engine/demand/demand'
import { fuseRows, fuseToFit } from '../../../src/engine/demand/fuse-rows'
import { packProgram, splitRow, type ProgramRow } from '../../../src/engine/demand/program-rows'

const rowOf = (part: Partial<ProgramRow>): ProgramRow => ({ cpuNs: 1e5, alloc: 0, touch: 0, file: 0, free: 0, waitKind: WAIT_RELATIVE, waitNs: 1e6, ...part })

const rows = fc.array(
  fc.record({
    cpuNs: fc.integer({ min: 0, max: 1_000_000 }), alloc: fc.float({ min: 0, max: 100, noNaN: true }), touch: fc.float({ min: 0, max: 9, noNaN: true }),
    file: fc.nat(3), free: fc.nat(3), waitKind: fc.constantFrom(WAIT_NONE, WAIT_RELATIVE), waitNs: fc.integer({ min: 0, max: 3_000_000 })
  }),
  { maxLength: 60 }
)

const total = (list: readonly ProgramRow[], key: 'cpuNs' | 'alloc' | 'touch' | 'file' | 'free' | 'waitNs'): number => list.reduce((sum, row) => sum + row[key], 0)

describe('program rows', () => {
  it('carries fractions of pages over, so that the total of a program is right', () => {
    const program = packProgram(Array.from({ length: 1000 }, () => rowOf({ alloc: 31.3 })))
    expect(program.allocPages.reduce((sum, pages) => sum + pages, 0)).toBe(31_300)
    expect(new Set(program.allocPages)).toEqual(new Set([31, 32]))
  })

  it('keeps "all pages" of an exit through packing and splitting', () => {
    const parts = splitRow(rowOf({ free: -1, waitKind: WAIT_EXIT, cpuNs: 4e6 }), 4, () => ({ waitKind: WAIT_NONE, waitNs: 0 }))
    const program = packProgram(parts)
    expect([...program.freePages]).toEqual([0, 0, 0, -1])
    expect([...program.waitKind]).toEqual([WAIT_NONE, WAIT_NONE, WAIT_NONE, WAIT_EXIT])
    expect(program.cpuNs.reduce((sum, ns) => sum + ns, 0)).toBe(4e6)
  })
})

describe('fusing rows', () => {
  it('keeps CPU time, pages and relative waits exactly', () => {
    fc.assert(fc.property(rows, fc.integer({ min: 1, max: 20_000_000 }), (list, spanNs) => {
      const timed = list.map((row) => (row.waitKind === WAIT_NONE ? { ...row, waitNs: 0 } : row))
      const fused = fuseRows(timed, spanNs)
      for (const key of ['cpuNs', 'alloc', 'touch', 'file', 'free', 'waitNs'] as const) expect(total(fused, key)).toBeCloseTo(total(timed, key), 3)
      expect(fused.length).toBeLessThanOrEqual(timed.length)
    }))
  })

  it('keeps the last deadline of the rows it fuses', () => {
    const list = Array.from({ length: 12 }, (_, i) => rowOf({ waitKind: WAIT_UNTIL, waitNs: (i + 1) * 1e6 }))
    const fused = fuseRows(list, 4e6)
    expect(fused.at(-1)?.waitNs).toBe(12e6)
    expect(fused.length).toBeLessThan(5)
  })

  it('never fuses over an exit or over a change from relative waits to deadlines', () => {
    const list = [rowOf({}), rowOf({ waitKind: WAIT_UNTIL, waitNs: 5e6 }), rowOf({ waitKind: WAIT_EXIT, free: -1, waitNs: 0 })]
    expect(fuseRows(list, 1e12).map((row) => row.waitKind)).toEqual([WAIT_RELATIVE, WAIT_UNTIL, WAIT_EXIT])
  })

  it('keeps every signal, and every wait for one, in a row of its own end', () => {
    const list = [rowOf({}), rowOf({ signal: 4 }), rowOf({}), rowOf({ waitKind: WAIT_NONE, waitNs: 0 }), rowOf({ waitKind: WAIT_FOR, waitNs: 9e6, after: 2 }), rowOf({})]
    const fused = fuseRows(list, 1e12)
    expect(fused.map((row) => [row.signal, row.after, row.waitKind])).toEqual([[4, undefined, WAIT_RELATIVE], [undefined, undefined, WAIT_RELATIVE], [undefined, 2, WAIT_FOR], [undefined, undefined, WAIT_RELATIVE]])
  })

  it('signals at the last of the parts of a row', () => {
    const program = packProgram(splitRow(rowOf({ signal: 1, after: 5, waitKind: WAIT_FOR }), 3, () => ({ waitKind: WAIT_UNTIL, waitNs: 0 })))
    expect([...program.signal!]).toEqual([-1, -1, 1])
    expect([...program.after!]).toEqual([-1, -1, 5])
  })

  it('fuses background coarser than apps until all programs fit', () => {
    const many = Array.from({ length: 2000 }, () => rowOf({}))
    const fitted = fuseToFit([{ isApp: true, rows: many }, { isApp: false, rows: many }], 2200)
    expect(fitted.rows.reduce((sum, list) => sum + list.length, 0)).toBeLessThanOrEqual(2200)
    expect(fitted.appSpanNs).toBeLessThan(fitted.otherSpanNs)
    expect(fitted.rows[0]!.length).toBeGreaterThan(fitted.rows[1]!.length)
  })

  it('changes nothing when the programs are small already', () => {
    const list = [rowOf({}), rowOf({})]
    expect(fuseToFit([{ isApp: true, rows: list }], 10).rows[0]).toBe(list)
  })
})
