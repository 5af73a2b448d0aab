/** Comparisons that are kept: bounded, but never without the one that a capture shows. */
import { describe, expect, it } from 'vitest'
import { CaptureService } from '../../../src/main/services/capture-service'
import { ComparisonService } from '../../../src/main/services/comparison-service'
import { PRESETS } from '../../../src/shared/presets'
import { fakeComparison } from '../../renderer/support/fake-data'
import { InProcessTraceWork, ScriptedRunner } from '../../support/in-process-work'

const comparison = fakeComparison(PRESETS.slice(0, 2).map(({ config }) => config), 1)

function kept(captureIds: readonly string[]): readonly boolean[] {
  const service = new ComparisonService({ captures: new CaptureService(new InProcessTraceWork()), runner: new ScriptedRunner(), onUpdate: () => undefined })
  const ids = captureIds.map((captureId) => service.restore(captureId, { comparison, series: new Map(), members: new Map(), stalls: new Map(), threads: new Map() }))
  return ids.map((id) => service.find(id).ok)
}

describe('the comparisons kept', () => {
  it('hold the only one of a capture while another is replayed many times', () => {
    const found = kept(['a', ...Array.from({ length: 40 }, () => 'b')])
    expect(found[0]).toBe(true)
    expect(found.filter(Boolean)).toHaveLength(32)
    expect(found.slice(-31)).not.toContain(false)
  })

  it('hold the latest of every capture, however many are open', () => {
    expect(kept(Array.from({ length: 40 }, (_, index) => `c${index}`))).not.toContain(false)
  })
})
