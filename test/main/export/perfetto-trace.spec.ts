import { describe, expect, it } from 'vitest'
import { traceToPerfetto } from '../../../src/main/export/perfetto-trace'
import { openCapture } from '../../../src/main/import/open-capture'
import { END_STATES, type Trace } from '../../../src/engine/trace/trace'
import { replayedTimeline } from '../../support/timeline-fixture'

async function readBack(trace: Trace): Promise<Trace> {
  const opened = await openCapture([{ kind: 'bytes', name: 'out.pftrace', bytes: traceToPerfetto(trace, { kernelRelease: '6.1.0' }) }])
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

/** Slices of real work: thread name, CPU, start, duration, end state. Idle and slices cut by the end are left out. */
function slicesOf(trace: Trace): string[] {
  const { sched, threads, originS } = trace
  return Array.from({ length: sched.count }, (_, i) => i)
    .filter((i) => sched.thread[i] !== 0 && (sched.durationNs[i] ?? 0) > 0)
    .map((i) => `${threads.name[sched.thread[i]!]} ${sched.cpu[i]} ${originS * 1e9 + sched.startNs[i]!} ${sched.durationNs[i]} ${END_STATES[sched.endState[i]!]}`)
    .sort()
}

describe('a Perfetto trace of a replayed timeline', () => {
  it('is read back by our own importer with the same slices and reclaim events', async () => {
    const trace = replayedTimeline().trace
    const back = await readBack(trace)
    expect(slicesOf(trace).length).toBeGreaterThan(50)
    expect(slicesOf(back)).toEqual(slicesOf(trace))
    for (const kind of ['mm_vmscan_kswapd_wake', 'mm_vmscan_kswapd_sleep', 'mm_vmscan_direct_reclaim_begin', 'mm_vmscan_direct_reclaim_end']) {
      expect(back.events[kind]?.count ?? 0, kind).toBe(trace.events[kind]?.count ?? 0)
    }
    expect(trace.events['mm_vmscan_kswapd_wake']?.count ?? 0).toBeGreaterThan(0)
  })

  it('keeps counters under their kernel names', async () => {
    const trace = replayedTimeline().trace
    const back = await readBack(trace)
    const values = (of: Trace) => [...(of.counters.find(({ name }) => name === 'pgsteal_anon')?.value ?? [])]
    expect(values(back)).toEqual(values(trace))
    expect(values(back).length).toBeGreaterThan(2)
  })

  it('is the same bytes every time', () => {
    expect(Buffer.from(traceToPerfetto(replayedTimeline().trace)).equals(Buffer.from(traceToPerfetto(replayedTimeline().trace)))).toBe(true)
  })
})
