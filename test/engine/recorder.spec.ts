import { describe, expect, it } from 'vitest'
import { Recorder } from '../../src/engine/recorder'

const LEVELS = { freePages: 5, freePagesMin: 3, queueDepth: 1, zramBytes: 4096, directReclaimTasks: 0, kswapdAwake: 1 }

describe('recorder', () => {
  it('gives rates per second of what was counted in each bin', () => {
    const recorder = new Recorder(25e6, 10e6)
    recorder.counters.pgstealAnon = 20
    recorder.closeBin(LEVELS)
    recorder.closeBin(LEVELS)
    recorder.counters.pgstealAnon = 30
    recorder.closeBin(LEVELS)
    // the third bin is 5 ms long
    expect([...recorder.rate('pgstealAnon')]).toEqual([2000, 0, 2000])
  })

  it('gives the mean wait of the pages that left the queue in each bin, and nothing where none did', () => {
    const recorder = new Recorder(30e6, 10e6)
    recorder.addWait(2e6)
    recorder.addWait(4e6)
    recorder.closeBin(LEVELS)
    recorder.closeBin(LEVELS)
    recorder.addWait(1e6)
    recorder.closeBin(LEVELS)
    expect([...recorder.queueWaitMs()]).toEqual([3, Number.NaN, 1])
    expect(recorder.counters.waitNs).toBe(7e6)
  })

  it('keeps levels as they were at the end of each bin, and no more bins than the run has', () => {
    const recorder = new Recorder(20e6, 10e6)
    for (const freePages of [7, 8, 9]) recorder.closeBin({ ...LEVELS, freePages })
    expect([...recorder.level('freePages')]).toEqual([7, 8])
  })
})
