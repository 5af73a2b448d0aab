/** Comparisons that are kept: bounded, but never without the one that a capture shows. */
import { describe, expect, it } from 'vitest'
import { CaptureService } from '../../../src/main/services/capture-service'
import { ComparisonService } from '../../../src/main/services/comparison-service'
import type { SeriesSet } from '../../../src/shared/series'
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

describe('the difference of two runs', () => {
  const freePages = (value: number): SeriesSet => ({ startNs: 0, binNs: 1e9, binCount: 1, series: [{ id: 'freePages', unit: 'pages', values: Float64Array.of(value) }], cpus: [] })
  const service = new ComparisonService({ captures: new CaptureService(new InProcessTraceWork()), runner: new ScriptedRunner(), onUpdate: () => undefined })
  const comparisonId = service.restore('a', {
    comparison, stalls: new Map(), threads: new Map(),
    series: new Map([['mm', freePages(101)], ['off', freePages(100)]]),
    members: new Map([['mm', [freePages(502), freePages(905), freePages(7)]], ['off', [freePages(500), freePages(900)]]])
  })
  const ask = (minus?: string) => service.series({ comparisonId, configId: 'mm', window: null, bins: 1, ...(minus === undefined ? {} : { minus }) })

  it('has the band of the pairs with the same seed, which is narrower than what each run may be', () => {
    const difference = ask('off')
    if (!difference.ok) throw new Error(difference.error.message)
    expect([...difference.value.series[0]!.values]).toEqual([1])
    const [band] = difference.value.bands!
    expect([band!.low[0], band!.high[0]]).toEqual([expect.closeTo(1.1, 9), expect.closeTo(4.7, 9)])
    const own = ask()
    expect(own.ok && own.value.bands![0]!.high[0]! - own.value.bands![0]!.low[0]!).toBeGreaterThan(500)
  })

  it('is not known without the other run', () => {
    expect(ask('oppo')).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })
})
