import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutNeutralising } from '../../../../src/shared/csv-cell'
import { TraceBuilder } from '../../../../src/engine/trace/trace-builder'
import { FileClocks } from '../../../../src/main/import/file-clocks'
import { SchedTableSession, tpSched } from '../../../../src/main/import/csv/tp-sched'
import { END_STATES, type Trace } from '../../../../src/engine/trace/trace'
import { headOf, importWith, warningCodes } from '../support'

const HEADER = '"ts","dur","cpu","end_state","priority","tid","thread_name","pid","process_name"'

/** The same table through PapaParse only. */
function importSlowly(text: string): Trace {
  const builder = new TraceBuilder()
  const session = new SchedTableSession({ builder, file: 'input', formatsRead: new Set(), clocks: new FileClocks(), setDevice: () => undefined })
  session.push(Buffer.from(text))
  session.end(false)
  // As the importer does for both readers: names that an export of ours protected from spreadsheets.
  builder.threads.rename(withoutNeutralising)
  return builder.finish({ name: 'input', sources: [], device: null, clock: null })
}

describe('tp-sched', () => {
  it('reads the documented export', () => {
    const { trace, error, lines } = importWith(tpSched, `${HEADER}
1986338859761,61615,3,"I",100,834,"kworker/u17:9","[NULL]","[NULL]"
1986338918876,36198,1,"R+",120,19701,"RenderThread",19650,"com.example, app"
1986338955074,-1,1,"[NULL]",120,0,"swapper",0,"[NULL]"
`)
    expect(error).toBeNull()
    expect(lines).toBe(4)
    expect(trace).toMatchObject({ originS: 1986, startNs: 338_859_761, cpuCount: 4, eventCounts: { sched_switch: 3 }, warnings: [] })
    expect([...trace.sched.durationNs]).toEqual([61_615, 36_198, -1])
    expect([...trace.sched.endState].map((code) => END_STATES[code])).toEqual(['I', 'R+', ''])
    expect(trace.threads).toMatchObject({
      name: ['swapper', 'kworker/u17:9', 'RenderThread'], processName: ['', '', 'com.example, app']
    })
    expect([...trace.threads.tgid]).toEqual([-1, -1, 19_650])
    expect(trace.endNs).toBe(338_955_074)
  })

  it('is exact to the nanosecond for times that a double cannot hold', () => {
    const { trace } = importWith(tpSched, `${HEADER}\n1772269759043000001,1,0,"S",120,1,"a",1,"a"\n1772269759043000003,1,0,"S",120,1,"a",1,"a"\n`)
    expect([...trace.sched.startNs]).toEqual([43_000_001, 43_000_003])
  })

  it('recovers names with quotes, separators and line ends in them', () => {
    const { trace } = importWith(tpSched, `${HEADER}\n1000000001,5,0,"S",120,1,"a"b",1,"x","y"\n1000000002,5,0,"S",120,2,"two\nlines",2,"p"\n1000000003,5,0,"S",120,3,"it"s 5"",3,"q"\n`)
    expect(trace.threads.name.slice(1)).toEqual(['two\nlines', 'it"s 5"'])
    expect(trace.warnings).toEqual([expect.objectContaining({ code: 'ROW_BAD_WIDTH', line: 2, count: 1 })])
  })

  it('skips rows that it cannot read and says where', () => {
    const { trace } = importWith(tpSched, `${HEADER}\n1000000001,5,0,"S",120,1,"a",1,"p"\nx,5,0,"S",120,1,"a",1,"p"\n1000000002,5,99999,"S",120,1,"a",1,"p"\n1000000009,5,0,"S",120\n`)
    expect(trace.sched.count).toBe(1)
    expect(trace.warnings).toEqual([
      expect.objectContaining({ code: 'ROW_NOT_UNDERSTOOD', count: 2, line: 3 }), expect.objectContaining({ code: 'ROW_BAD_WIDTH', count: 1, line: 5 })
    ])
  })

  it('reads other column orders and subsets', () => {
    const { trace, error } = importWith(tpSched, 'tid,cpu,ts,dur,ucpu\r\n7,1,1000000001,5,1\r\n8,0,1000000002,-1,0\r\n')
    expect(error).toBeNull()
    expect([...trace.threads.tid]).toEqual([0, 7, 8])
    expect([...trace.sched.durationNs]).toEqual([5, -1])
  })

  it('accepts carriage returns and a missing last line end', () => {
    const { trace } = importWith(tpSched, `${HEADER}\r\n1000000001,5,0,"S",120,1,"a",1,"p"\r\n1000000009,5,0,"S",120,1,"a",1,"p"`)
    expect(trace.sched.count).toBe(2)
    expect(warningCodes(trace)).toEqual([])
  })

  it('reads the same from bytes as through PapaParse', () => {
    const name = fc.oneof(fc.constantFrom('[NULL]', 'swapper', "'+", 'kworker/0:1', 'a, b', '<...>', 'é', ''), fc.stringMatching(/^[ -!#-~]{0,15}$/))
    const row = fc.record({
      ts: fc.bigInt({ min: 0n, max: 9_000_000_000_000_000_000n }), dur: fc.oneof(fc.constant(-1), fc.nat(10 ** 9)), cpu: fc.nat(9),
      state: fc.constantFrom('S', 'R', 'R+', 'D', 'I', 'X', '[NULL]', 'Z'), priority: fc.nat(139), tid: fc.oneof(fc.constant(0), fc.nat(100_000)),
      name, pid: fc.oneof(fc.constant('"[NULL]"'), fc.nat(100_000).map(String)), process: name
    })
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 300 }), (rows, chunkBytes) => {
      const lines = rows.map((cells) => `${cells.ts},${cells.dur},${cells.cpu},"${cells.state}",${cells.priority},${cells.tid},"${cells.name}",${cells.pid},"${cells.process}"`)
      const text = [HEADER, ...lines, ''].join('\n')
      const { eventCounts: _, ...fast } = importWith(tpSched, text, chunkBytes).trace
      const { eventCounts: __, ...slow } = importSlowly(text)
      expect({ ...fast, warnings: [] }).toEqual({ ...slow, warnings: [] })
      expect(fast.sched.count).toBe(rows.length)
    }), { numRuns: 300 })
  })

  it('is recognised by its columns', () => {
    expect(tpSched.detect(headOf(`${HEADER}\n`))).toBeGreaterThan(0.9)
    expect(tpSched.detect(headOf('"ts","cpu","name","tid"\n'))).toBe(0)
  })
})
