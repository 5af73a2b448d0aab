import { describe, expect, it } from 'vitest'
import { collectBursts, type Burst } from '../../../src/engine/demand/bursts'
import { decideBurstClock } from '../../../src/engine/demand/burst-clock'
import { decidePacing } from '../../../src/engine/demand/pacing'
import { findPhases } from '../../../src/engine/demand/phases'
import { collectReclaimSpans, spansOf } from '../../../src/engine/demand/reclaim-spans'
import { collectThreadSlices, flagIdleBefore } from '../../../src/engine/demand/thread-slices'
import { inferSleeps } from '../../../src/engine/demand/true-sleeps'
import { indexWakeups } from '../../../src/engine/demand/wake-index'
import type { Trace } from '../../../src/engine/trace/trace'
import { recordPacedApp, wholeWindow, type PacedApp } from '../../support/demand-trace'
import { traceFixture } from '../../support/trace-fixture'

function burstsOf(trace: Trace, tid: number): Burst[] {
  const window = wholeWindow(trace)
  const thread = trace.threads.tid.indexOf(tid)
  const slices = collectThreadSlices(trace, window, new Set()).find((item) => item.thread === thread)!
  const spans = collectReclaimSpans(trace, window)
  return collectBursts({ trace, window, wakes: indexWakeups(trace), idleBefore: flagIdleBefore(trace), slowdown: 1 }, slices, spansOf(spans, thread))
}

function pacingOf(app: PacedApp) {
  const fixture = traceFixture().thread(app.tid, 'any')
  recordPacedApp(fixture, app)
  const bursts = burstsOf(fixture.build(), app.tid)
  return decidePacing(bursts, findPhases(bursts))
}

const APP: PacedApp = { tid: 7, firstMs: 0, steps: 200, periodMs: 2, stepMs: 0.3, stallAfter: 60, stallMs: 30 }

describe('pacing', () => {
  it('finds deadlines in a thread that catches up after a stall', () => {
    expect(pacingOf({ ...APP, pacing: 'deadline' }).kind).toBe('deadline')
  })

  it('finds a relative timer in a thread that shifts after a stall', () => {
    expect(pacingOf({ ...APP, pacing: 'relative' }).kind).toBe('relative')
  })

  it('needs no wake-up events when the CPU was idle before each step', () => {
    expect(pacingOf({ ...APP, pacing: 'deadline', wakeups: false }).kind).toBe('deadline')
    expect(pacingOf({ ...APP, pacing: 'relative', wakeups: false }).kind).toBe('relative')
  })

  it('decides nothing for a thread without a rhythm', () => {
    const fixture = traceFixture().thread(7, 'any')
    let now = 0
    for (let i = 0; i < 60; i++) {
      fixture.runs(0, 7, now, now + 0.2)
      now += 1 + ((i * 7919) % 23)
    }
    const bursts = burstsOf(fixture.build(), 7)
    expect(decidePacing(bursts, findPhases(bursts)).kind).toBe('recorded')
  })
})

/** A spinner of 10 ms wall time with 1 ms sleeps that shares its CPU with a hog every third burst. */
function spinner(fixedWork: boolean) {
  const fixture = traceFixture().thread(7, 'a').thread(8, 'b')
  let now = 0
  for (let i = 0; i < 45; i++) {
    const shared = i % 3 === 0 ? 2 + (i % 5) : 0
    fixture.runs(0, 7, now, now + 4, shared > 0 ? 'R+' : 'S')
    if (shared > 0) {
      fixture.runs(0, 8, now + 4, now + 4 + shared)
      const rest = fixedWork ? 6 : 6 - shared
      fixture.runs(0, 7, now + 4 + shared, now + 4 + shared + rest)
      now += 4 + shared + rest + 1
      continue
    }
    now += 5
  }
  return fixture.build()
}

describe('burst clock', () => {
  it('recognises bursts that end at a wall time whatever CPU they got', () => {
    const trace = spinner(false)
    const shared = burstsOf(trace, 7).filter((burst) => burst.sliceCount > 1)
    expect(decideBurstClock(shared, trace.endNs)).toBe('wall')
  })

  it('keeps bursts of fixed work as work', () => {
    const trace = spinner(true)
    const shared = burstsOf(trace, 7).filter((burst) => burst.sliceCount > 1)
    expect(decideBurstClock(shared, trace.endNs)).toBe('cpu')
  })

  it('takes a thread that never sleeps and was pushed aside for endless', () => {
    const fixture = traceFixture().thread(7, 'a').thread(8, 'b')
    for (let i = 0; i < 40; i++) fixture.runs(0, 7, i * 50, i * 50 + 40, 'R').runs(0, 8, i * 50 + 40, i * 50 + 50)
    const trace = fixture.build()
    expect(decideBurstClock(burstsOf(trace, 7), trace.endNs)).toBe('wall')
  })
})

describe('true sleeps', () => {
  it('takes the run-queue wait out of the gaps of a regular sleeper', () => {
    const fixture = traceFixture().thread(7, 'sleeper').thread(8, 'hog')
    let now = 0
    for (let i = 0; i < 30; i++) {
      fixture.runs(0, 7, now, now + 5)
      const waits = i % 4 === 0 ? 3 : 0
      if (waits > 0) fixture.runs(0, 8, now + 5.5, now + 6 + waits)
      now += 6 + waits
    }
    const bursts = burstsOf(fixture.build(), 7)
    const { sleepNs, knownShare } = inferSleeps(bursts, findPhases(bursts), 'relative')
    expect(Math.round((sleepNs[0] as number) / 1e5)).toBe(10)
    expect([...sleepNs].slice(0, -1).every((ns) => Math.abs(ns - 1e6) < 1)).toBe(true)
    expect(knownShare).toBeLessThan(1)
  })

  it('uses the wake-up event where there is one', () => {
    const trace = traceFixture().thread(7, 'a').runs(0, 7, 0, 1).wakeup(4, 7).runs(0, 7, 6, 7).build()
    const bursts = burstsOf(trace, 7)
    expect(inferSleeps(bursts, findPhases(bursts), 'recorded').sleepNs[0]).toBe(3e6)
  })
})
