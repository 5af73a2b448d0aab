/** A long recording costs memory for its events, not for its text. In a process of its own: its peak is then that of the import. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MemoryUse } from '../../bench/memory'
import { bundleWorker } from '../../support/bundle-worker'

const SAMPLE = resolve('resources/sample/trace.txt.gz')
const TEXT_BYTES = 200e6
/** Chunks, blocks that are not full, code and garbage. */
const FIXED_BYTES = 100e6
/** Twice what the columns hold: while they are put together, both forms are there. */
const EVENT_BYTES = 100

describe('a recording that is much longer than its columns', () => {
  let program: Awaited<ReturnType<typeof bundleWorker>>
  beforeAll(async () => {
    program = await bundleWorker(resolve('test/bench/memory-entry.ts'))
  })
  afterAll(() => program.remove())

  it('is read in memory that grows with its events, not with its bytes', async () => {
    const args = ['--expose-gc', fileURLToPath(program.url), SAMPLE, String(TEXT_BYTES)]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const { bytes, events, baseBytes, peakBytes, heldBytes } = JSON.parse(stdout) as MemoryUse
    expect(bytes).toBeGreaterThanOrEqual(TEXT_BYTES)
    expect(events).toBeGreaterThan(800_000)
    expect(heldBytes).toBeLessThan(events * (EVENT_BYTES / 2))
    expect(peakBytes - baseBytes).toBeLessThan(FIXED_BYTES + events * EVENT_BYTES)
    expect(peakBytes - baseBytes).toBeLessThan(bytes)
  })
})
