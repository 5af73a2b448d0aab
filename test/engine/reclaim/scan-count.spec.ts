import { describe, expect, it } from 'vitest'
import { inactiveIsLow, scanTargets, type LruState } from '../../../src/engine/reclaim/scan-count'

const BASE: LruState = {
  inactiveAnon: 64_000, activeAnon: 32_000, inactiveFile: 64_000, activeFile: 6_400, anonCost: 0, fileCost: 0, free: 5000, highWatermark: 1000, swappiness: 100,
  maySwap: true, mayDeactivateAnon: true, mayDeactivateFile: true, priority: 6
}
const targets = (state: Partial<LruState>): number[] => scanTargets({ ...BASE, ...state })

describe('scan targets', () => {
  it('are list sizes shifted by priority, halved between the types at swappiness 100', () => {
    expect(targets({})).toEqual([500, 250, 500, 50])
    expect(targets({ priority: 12 })).toEqual([7, 3, 7, 0])
  })

  it('follow swappiness', () => {
    expect(targets({ swappiness: 160 })).toEqual([800, 400, 200, 20])
    expect(targets({ swappiness: 0 })).toEqual([0, 0, 1000, 100])
  })

  it('favour the type that was cheap to reclaim', () => {
    // costs 300 and 100: anon 400 + 300, file 400 + 100; ap = 100 x 1201 / 701 = 171, fp = 100 x 1201 / 501 = 239
    expect(targets({ anonCost: 300, fileCost: 100 })).toEqual([Math.floor(171_000 / 410), Math.floor(85_500 / 410), Math.floor(239_000 / 410), Math.floor(23_900 / 410)])
  })

  it('never give a type less than a third because of cost', () => {
    const [anon = 0, , file = 0] = targets({ anonCost: 1e9, fileCost: 0 })
    expect(anon / (anon + file)).toBeGreaterThan(0.33)
    expect(anon / (anon + file)).toBeLessThan(0.34)
  })

  it('divide integers, without losing a page to rounding', () => {
    // 200 x 29 / 200 = 29; 200 x (29 / 200) is a little less in binary
    expect(targets({ swappiness: 29, inactiveAnon: 200 << 6 })[0]).toBe(29)
  })

  it('take file pages only when there is no room to swap', () => {
    expect(targets({ maySwap: false })).toEqual([0, 0, 1000, 100])
  })

  it('take all of both types at priority 0', () => {
    expect(targets({ priority: 0, anonCost: 1e6 })).toEqual([64_000, 32_000, 64_000, 6_400])
  })

  it('take anonymous pages only when the page cache is tiny', () => {
    const tiny = { inactiveFile: 300, activeFile: 100, free: 500, mayDeactivateAnon: false }
    expect(targets(tiny)).toEqual([1000, 500, 0, 0])
    expect(targets({ ...tiny, free: 700 })[2]).toBeGreaterThan(0)
    expect(targets({ ...tiny, mayDeactivateAnon: true })[0]).toBeLessThan(1000)
  })

  it('trim the page cache while its inactive list is long enough', () => {
    expect(targets({ mayDeactivateFile: false })).toEqual([0, 0, 1000, 100])
    expect(targets({ mayDeactivateFile: false, inactiveFile: 63 })[0]).toBeGreaterThan(0)
  })
})

describe('inactive list too short', () => {
  const GIB_PAGES = 2 ** 18
  it.each([
    ['below 1 GiB when shorter than the active one', 0.4 * GIB_PAGES, 0.5 * GIB_PAGES, true],
    ['not when as long', 0.45 * GIB_PAGES, 0.45 * GIB_PAGES, false],
    ['at 1 GiB when below a third', 0.24 * GIB_PAGES, 0.77 * GIB_PAGES, true],
    ['at 1 GiB not above', 0.26 * GIB_PAGES, 0.75 * GIB_PAGES, false],
    ['at 10 GiB when below a tenth', 0.9 * GIB_PAGES, 9.2 * GIB_PAGES, true],
    ['at 10 GiB not above', 1.1 * GIB_PAGES, 9 * GIB_PAGES, false]
  ])('%s', (_name, inactive, active, low) => {
    expect(inactiveIsLow(Math.floor(inactive), Math.floor(active), 4096)).toBe(low)
  })
})
