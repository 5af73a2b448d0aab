import { describe, expect, it } from 'vitest'
import { computeWatermarks, defaultMinFreeKbytes, Zone } from '../../../src/engine/reclaim/zone'

const WATERMARKS = { min: 100, low: 200, high: 300 }
const makeZone = (free: number): Zone => new Zone(1000, WATERMARKS, { free, anon: 200, file: 100, pool: 50 })
const mib = (pages: number): number => (pages * 4096) / 2 ** 20

describe('zone', () => {
  it('gives frames down to the reserve and not further, all or nothing', () => {
    const zone = makeZone(105)
    expect(zone.take(5, 100, 'anon')).toBe(true)
    expect(zone.take(1, 100, 'anon')).toBe(false)
    expect(zone.take(101, 0, 'pool')).toBe(false)
    expect(zone.take(100, 0, 'pool')).toBe(true)
    expect([zone.free, zone.held.anon, zone.held.pool]).toEqual([0, 205, 150])
  })

  it('never loses a frame', () => {
    const zone = makeZone(500)
    zone.take(40, 0, 'file')
    zone.take(7, 0, 'pool')
    zone.give(20, 'anon')
    expect(zone.imbalance()).toBe(0)
    zone.held.anon--
    expect(zone.imbalance()).toBe(1)
  })

  it('is balanced above high and lets tasks reclaim above half of min', () => {
    expect([makeZone(300).balanced, makeZone(301).balanced]).toEqual([false, true])
    expect([makeZone(50).allowsDirectReclaim, makeZone(51).allowsDirectReclaim]).toEqual([false, true])
  })

  it('remembers the lowest free count, in all and since last asked', () => {
    const zone = makeZone(500)
    zone.take(300, 0, 'anon')
    zone.give(200, 'anon')
    expect([zone.takeLowest(), zone.takeLowest(), zone.lowestFree]).toEqual([200, 400, 200])
  })
})

// Worked examples of the kernel's formulas for one zone of 4 KiB pages, MiB.
const EXAMPLES = [
  { name: '8 GiB, defaults', managedPages: 2 ** 21, minKb: null, scale: 10, wanted: [11.3, 19.5, 27.7] },
  { name: '8 GiB, min_free_kbytes 27386', managedPages: 2 ** 21, minKb: 27386, scale: 10, wanted: [26.7, 34.9, 43.1] },
  { name: '8 GiB, min_free_kbytes 27386, scale factor 100', managedPages: 2 ** 21, minKb: 27386, scale: 100, wanted: [26.7, 108.7, 190.6] },
  { name: '12 GiB, defaults', managedPages: 3 * 2 ** 20, minKb: null, scale: 10, wanted: [13.9, 26.1, 38.4] }
]

describe('watermarks', () => {
  it.each(EXAMPLES)('are the kernel’s: $name', ({ managedPages, minKb, scale, wanted }) => {
    const minPages = Math.floor((minKb ?? defaultMinFreeKbytes(managedPages, 4096)) / 4)
    const { min, low, high } = computeWatermarks(managedPages, minPages, scale)
    ;[min, low, high].forEach((pages, i) => expect(Math.abs(mib(pages) - wanted[i]!)).toBeLessThan(0.06))
  })

  it('bound the default reserve', () => {
    expect([defaultMinFreeKbytes(1, 4096), defaultMinFreeKbytes(2 ** 34, 4096)]).toEqual([128, 262144])
  })
})
