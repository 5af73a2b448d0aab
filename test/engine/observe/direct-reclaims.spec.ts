import { describe, expect, it } from 'vitest'
import { findDirectReclaims } from '../../../src/engine/observe/direct-reclaims'
import { traceFixture } from '../../support/trace-fixture'

const BEGIN = 'mm_vmscan_direct_reclaim_begin'
const END = 'mm_vmscan_direct_reclaim_end'
const inMs = (trace: ReturnType<ReturnType<typeof traceFixture>['build']>) =>
  findDirectReclaims(trace).map((r) => [r.startNs / 1e6, r.endNs / 1e6, r.hasBegin, r.isComplete])

describe('findDirectReclaims', () => {
  it('pairs by thread when several tasks reclaim at once', () => {
    const trace = traceFixture().thread(1, 'a').thread(2, 'b').event(BEGIN, 1, 1).event(BEGIN, 2, 2).event(END, 3, 1).event(END, 9, 2).build()
    expect(inMs(trace)).toEqual([[1, 3, true, true], [2, 9, true, true]])
  })

  it('closes the old pair before the next begins at the same microsecond', () => {
    const trace = traceFixture().thread(1, 'a').event(BEGIN, 1, 1).event(END, 2, 1).event(BEGIN, 2, 1).event(END, 3, 1).build()
    expect(inMs(trace)).toEqual([[1, 2, true, true], [2, 3, true, true]])
  })

  it('keeps a reclaim of no length', () => {
    const trace = traceFixture().thread(1, 'a').event(BEGIN, 1, 1).event(END, 1, 1).build()
    expect(inMs(trace)).toEqual([[1, 1, true, true]])
  })

  it('reaches to the edges of the trace where an event is missing there', () => {
    const trace = traceFixture().thread(1, 'a').span(0, 10).event(END, 2, 1).event(BEGIN, 8, 1).build()
    expect(inMs(trace)).toEqual([[0, 2, false, false], [8, 10, true, false]])
  })

  it('gives a reclaim whose end was lost no length', () => {
    const trace = traceFixture().thread(1, 'a').event(BEGIN, 1, 1).event(BEGIN, 5, 1).event(END, 6, 1).build()
    expect(inMs(trace)).toEqual([[1, 1, true, false], [5, 6, true, true]])
  })

  it('ignores a second end', () => {
    const trace = traceFixture().thread(1, 'a').event(BEGIN, 1, 1).event(END, 2, 1).event(END, 3, 1).build()
    expect(inMs(trace)).toEqual([[1, 2, true, true]])
  })

  it('tells user tasks, kcompressd and other kernel threads apart', () => {
    const trace = traceFixture().thread(1, 'a').thread(2, 'kcompressd0').thread(3, 'kworker/u8:2')
      .directReclaim(1, 1, 2).directReclaim(2, 3, 4).directReclaim(3, 5, 6).build()
    expect(findDirectReclaims(trace).map((r) => r.kind)).toEqual(['user', 'kcompressd', 'kernel'])
  })
})
