/** The process behind a file: alive only when it is that very one. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { isRunning, thisProcess } from '../../../src/main/project/process-owner'

describe('a process', () => {
  it('runs when it is this one', () => {
    expect(isRunning(thisProcess())).toBe(true)
  })

  it('that has ended does not run', () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    expect(isRunning({ pid, startedAtMs: Date.now() })).toBe(false)
  })

  it('of before the machine was started does not run, though its pid is in use again', () => {
    expect(isRunning({ ...thisProcess(), startedAtMs: 1000 })).toBe(false)
  })
})
