import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TraceBuilder } from '../../../src/engine/trace/trace-builder'
import { NO_TIME } from '../../../src/engine/trace/exact-time'
import { BLOCK_ROWS } from '../../../src/engine/trace/columns'

const files = fc.array(fc.array(fc.record({ tsNs: fc.integer({ min: 0, max: 60 }), cpu: fc.integer({ min: 0, max: 2 }) }), { maxLength: 12 }), { minLength: 2, maxLength: 4 })

describe('scheduling of several files', () => {
  it('takes no switch where a file before has covered the CPU, and every other', () => {
    fc.assert(fc.property(files, (recordings) => {
      const builder = new TraceBuilder()
      const expected: string[] = []
      const covered: { cpu: number; from: number; to: number }[] = []
      let dropped = 0
      for (const rows of recordings) {
        builder.beginFile()
        for (const { tsNs, cpu } of rows) builder.pushSwitch(builder.toNs(0, tsNs), cpu, 0, 0, 0, 120)
        dropped += builder.endFile(NO_TIME).schedRows
        const kept = rows.filter(({ tsNs, cpu }) => !covered.some((span) => span.cpu === cpu && tsNs >= span.from && tsNs <= span.to))
        expected.push(...kept.map(({ tsNs, cpu }) => `${tsNs} ${cpu}`))
        for (const cpu of [0, 1, 2]) {
          const times = kept.filter((row) => row.cpu === cpu).map(({ tsNs }) => tsNs)
          if (times.length > 0) covered.push({ cpu, from: Math.min(...times), to: Math.max(...times) })
        }
      }
      const { sched } = builder.finish({ name: '', sources: [], device: null, clock: null })
      expect(Array.from(sched.startNs, (ns, row) => `${ns} ${sched.cpu[row]}`).sort()).toEqual(expected.sort())
      expect(dropped).toBe(recordings.flat().length - expected.length)
    }))
  })

  it('goes on in the right row after dropping many', () => {
    const builder = new TraceBuilder()
    const push = (first: number, count: number): void => { for (let ns = first; ns < first + count; ns += 1) builder.pushSwitch(builder.toNs(0, ns), 0, 0, 0, 0, 120) }
    for (const [first, count] of [[0, BLOCK_ROWS], [10, 2 * BLOCK_ROWS], [5, 7]] as const) {
      builder.beginFile()
      push(first, count)
      builder.endFile(NO_TIME)
    }
    builder.beginFile()
    push(3 * BLOCK_ROWS, 5)
    builder.endFile(NO_TIME)
    const { sched } = builder.finish({ name: '', sources: [], device: null, clock: null })
    expect(sched.count).toBe(2 * BLOCK_ROWS + 10 + 5)
    expect(sched.startNs.every((ns, row) => ns === (row < 2 * BLOCK_ROWS + 10 ? row : 3 * BLOCK_ROWS + row - 2 * BLOCK_ROWS - 10))).toBe(true)
  })
})
