import { describe, expect, it } from 'vitest'
import { findMarks } from '../../../src/engine/observe/find-marks'
import { traceFixture } from '../../support/trace-fixture'

const start = () => traceFixture().thread(7, 'lmkd').thread(4242, 'main', { processName: 'com.example.game' })
const told = (trace: ReturnType<ReturnType<typeof start>['build']>) => findMarks(trace).map(({ kind, timeNs, name }) => `${kind} ${name} @${timeNs / 1e6}`)

describe('marks of apps', () => {
  it.each(['C|752|kill_one_process|4242', 'B|752|lmk,4242,1,900', 'N|752|lowmemorykiller|lmk,4242,8,950'])('are kills as lmkd writes them: %s', (text) => {
    expect(told(start().mark(20, 7, text).build())).toEqual(['kill com.example.game @20'])
  })

  it('are kills of the kernel, by name where it is known', () => {
    const trace = start().event('lowmemory_kill', 30, 7, { pid: 4242 }).event('mark_victim', 10, 7, { pid: 99 }).build()
    expect(told(trace)).toEqual(['kill pid 99 @10', 'kill com.example.game @30'])
  })

  it('tell of a kill once when the kernel and lmkd both do, and again when it happens again', () => {
    const trace = start().mark(20, 7, 'B|752|lmk,4242,1,900').event('mark_victim', 21, 7, { pid: 4242 }).mark(4000, 7, 'B|752|lmk,4242,1,900').build()
    expect(told(trace)).toEqual(['kill com.example.game @20', 'kill com.example.game @4000'])
  })

  it('are launches at their beginning', () => {
    const trace = start().mark(5, 7, 'S|1600|launching: com.example.news|17').mark(80, 7, 'F|1600|launching: com.example.news|17').build()
    expect(told(trace)).toEqual(['launch com.example.news @5'])
  })

  it.each(['C|752|kill_one_process|0', 'B|752|Choreographer#doFrame', 'E|752', 'B|752|lmkish,4242', 'the user typed lmk,4242'])('are not made of %s', (text) => {
    expect(told(start().mark(20, 7, text).build())).toEqual([])
  })
})
