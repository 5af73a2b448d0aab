import { describe, expect, it } from 'vitest'
import { contentFacts, percentText, shareRows } from '../../../src/renderer/content/page-shares'
import { fakeContents, fakePages } from '../support/fake-data'

describe('shares of pages', () => {
  it('are those by class, zeros apart where pages were looked at', () => {
    expect(shareRows(fakeContents()).map(({ kind, percent }) => [kind, percentText(percent)])).toEqual([['sameFilled', '10.0\u2009%'], ['compressible', '75.0\u2009%'], ['incompressible', '15.0\u2009%']])
    const rows = shareRows(fakeContents({ ...fakePages(), zeroShare: 0.2 }))
    expect(rows.map(({ kind, percent }) => [kind, Math.round(percent)])).toEqual([['zero', 20], ['sameFilled', 5], ['compressible', 50], ['incompressible', 25]])
    expect(rows.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100)
  })
})

describe('facts of page contents', () => {
  it('say the mean in bytes and per cent, and where both come from', () => {
    const facts = contentFacts(fakeContents(), 4096)
    expect(facts.map(({ value }) => value)).toEqual(['1\u2009934\u2009B (47.2 %)', 'zram mm_stat', 'zram mm_stat'])
    expect(facts.at(-1)?.hint).toContain('1000 pages stored')
  })

  it('give the spread of a file and name it', () => {
    const facts = contentFacts(fakeContents({ ...fakePages(), compressedSizes: Array.from({ length: 100 }, (_, i) => 10 * (i + 1)) }), 4096)
    expect(facts.map(({ value }) => value).slice(1, 3)).toEqual(['60 / 510 / 960 B', '4 pages of heap.dump'])
  })

  it('know no mean where nothing compresses', () => {
    expect(contentFacts({ ...fakeContents(), meanCompressedBytes: null }, 4096)[0]?.value).toBe('not known')
  })
})
