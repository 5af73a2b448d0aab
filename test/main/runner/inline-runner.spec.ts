import { describe, expect, it } from 'vitest'
import type { Prepared } from '../../../src/engine/run-types'
import { InlineRunner } from '../../../src/main/runner/inline-runner'
import { findPreset } from '../../../src/shared/presets'
import { traceFixture } from '../../support/trace-fixture'

const trace = traceFixture().thread(1, 'a').span(0, 100).runs(0, 1, 0, 50).build()
const job = { config: findPreset('off')!.config, seed: 1, member: 0 }

describe('InlineRunner', () => {
  it('passes on why a trace cannot be replayed', async () => {
    expect(await new InlineRunner().prepare(trace, { window: null, seed: 1 })).toMatchObject({ ok: false, error: { code: 'TRACE_NOT_REPLAYABLE' } })
  })

  it('stops between two jobs when cancelled or closed', async () => {
    const stop = new AbortController()
    stop.abort()
    const runner = new InlineRunner()
    expect(await runner.replay({} as Prepared, job, { signal: stop.signal })).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    await runner.close()
    expect(await runner.replay({} as Prepared, job)).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })
})
