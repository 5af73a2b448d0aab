import { describe, expect, it } from 'vitest'
import { emptyReclaimText, reclaimCounts } from '../../../src/renderer/content/recorded-reclaim'
import { fakeCapture, fakeMetrics } from '../support/fake-data'

const base = fakeMetrics()
const observed = (awakeS: number | null, count: number | null) => ({ ...base, kswapd: { ...base.kswapd, awakeS }, directReclaim: { ...base.directReclaim, count } })
const counts = (awakeS: number | null, count: number | null) => reclaimCounts({ episodes: [], observed: observed(awakeS, count) })

describe('reclaim in a recording', () => {
  it('is counted by its kind', () => {
    const episode = { startNs: 0, endNs: 1, thread: 'kswapd0', kind: 'kswapd' as const }
    expect(reclaimCounts({ ...fakeCapture(), episodes: [episode, episode], observed: observed(1, 0) })).toEqual({ kswapd: 2, directReclaim: 0 })
  })

  it('is not known to be none where it was not recorded', () => {
    expect(counts(0, 0)).toEqual({ kswapd: 0, directReclaim: 0 })
    expect(counts(null, null)).toEqual({ kswapd: null, directReclaim: null })
  })

  it('is missing in words for each of its kinds', () => {
    const texts = [counts(0, 0), counts(null, 0), counts(0, null), counts(null, null)].map(emptyReclaimText)
    expect(texts).toEqual(['No reclaim in this capture.', 'No direct reclaim; kswapd was not recorded.', 'kswapd was not awake; direct reclaim was not recorded.', 'Not known: reclaim was not recorded.'])
  })
})
