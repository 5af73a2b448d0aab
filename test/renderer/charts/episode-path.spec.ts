import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coveredColumns, longestEpisodes, neighbourEpisode, runsToPath } from '../../../src/renderer/charts/episode-path'
import type { Episode } from '../../../src/shared/series'

const VIEW = { startNs: 0, endNs: 1000 }
const episode = (startNs: number, endNs: number): Episode => ({ kind: 'kswapd', startNs, endNs, thread: 'kswapd0' })

describe('coveredColumns', () => {
  it('shows an episode shorter than a pixel as one pixel', () => {
    expect(coveredColumns([episode(505, 506)], VIEW, 100)).toEqual([[50, 51]])
  })

  it('joins neighbours and leaves out what is not in view', () => {
    expect(coveredColumns([episode(-50, -10), episode(100, 200), episode(150, 300), episode(2000, 3000)], VIEW, 100)).toEqual([[10, 30]])
  })

  it('never makes more marks than half the pixels, however many episodes there are', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 40 })), { maxLength: 400 }), (pairs) => {
      const runs = coveredColumns(pairs.map(([start, length]) => episode(start, start + length)), VIEW, 60)
      expect(runs.length).toBeLessThanOrEqual(30)
      for (const [from, to] of runs) expect(0 <= from && from < to && to <= 60).toBe(true)
    }))
  })

  it('is empty without room or span', () => {
    expect(coveredColumns([episode(1, 2)], { startNs: 5, endNs: 5 }, 100)).toEqual([])
    expect(coveredColumns([episode(1, 2)], VIEW, 0)).toEqual([])
  })
})

it('draws runs as closed bars', () => {
  expect(runsToPath([[1, 3]], 2, 8)).toBe('M1 2H3V8H1Z')
})

describe('moving between episodes', () => {
  const episodes = [episode(10, 20), episode(50, 90), episode(70, 75)]

  it('finds the next start and the previous start', () => {
    expect(neighbourEpisode(episodes, 10, 1)?.startNs).toBe(50)
    expect(neighbourEpisode(episodes, 70, -1)?.startNs).toBe(50)
    expect(neighbourEpisode(episodes, 70, 1)).toBeNull()
  })

  it('lists the longest first', () => {
    expect(longestEpisodes(episodes, 2).map((item) => item.startNs)).toEqual([50, 10])
  })
})
