import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assumeLevels } from '../../../src/engine/demand/assumed-memory'
import { extractDemand } from '../../../src/engine/demand/extract-demand'
import type { InitialLevels } from '../../../src/engine/demand/initial-state'
import { wholeWindow } from '../../support/demand-trace'
import { traceFixture } from '../../support/trace-fixture'

const NOTHING: InitialLevels = {
  freePages: null, inactiveAnonPages: null, activeAnonPages: null, inactiveFilePages: null, activeFilePages: null, anonPages: null, swappedPages: null
}
const SIZE = { managedPages: 1_000_000, highPages: 4000 }

describe('memory that no counter tells', () => {
  it('is that of a phone in use: free at the high watermark, the rest mostly reclaimable', () => {
    const { levels, assumed } = assumeLevels(NOTHING, SIZE, 0)
    expect(levels).toMatchObject({ freePages: 4000, anonPages: 350_000, inactiveAnonPages: 175_000, activeAnonPages: 175_000, inactiveFilePages: 150_000, activeFilePages: 150_000, swappedPages: null })
    expect(assumed).toEqual(['free memory at the high watermark (4000 pages)', '350000 anonymous pages', '300000 pages of page cache'])
  })

  it('keeps every level that was recorded', () => {
    const known: InitialLevels = { freePages: 123, inactiveAnonPages: 10, activeAnonPages: 20, inactiveFilePages: 5, activeFilePages: 6, anonPages: 30, swappedPages: 7 }
    expect(assumeLevels(known, SIZE, 1000)).toEqual({ levels: known, assumed: [] })
  })

  it('is never less than what tasks own, and fits into the machine otherwise', () => {
    const level = fc.option(fc.nat(900_000))
    fc.assert(fc.property(fc.nat(2_000_000), fc.nat(20_000), fc.nat(500_000), level, level, (managedPages, highPages, ownedPages, freePages, file) => {
      const { levels } = assumeLevels({ ...NOTHING, freePages, inactiveFilePages: file }, { managedPages, highPages }, ownedPages)
      expect(levels.anonPages).toBeGreaterThanOrEqual(ownedPages)
      const known = (freePages ?? 0) + (file ?? 0) + ownedPages
      const total = levels.freePages! + levels.anonPages! + (levels.inactiveFilePages ?? 0) + (levels.activeFilePages ?? 0)
      expect(total).toBeLessThanOrEqual(Math.max(managedPages, known + highPages))
      expect(levels.inactiveAnonPages! + levels.activeAnonPages!).toBe(levels.anonPages)
    }))
  })

  it('is said in the demand, and does not begin with an empty machine', () => {
    const trace = traceFixture().thread(2, 'app').runs(0, 2, 10, 20).event('rss_stat', 12, 2, { mm_id: 5, curr: 1, member: 1, size: 4096 * 128 }).span(0, 100).build()
    const demand = extractDemand(trace, wholeWindow(trace), { memory: SIZE })
    expect(demand.initial.freePages).toBe(4000)
    expect(demand.initial.unownedAnonPages).toBeGreaterThan(300_000)
    expect(demand.warnings.join()).toMatch(/assumed at the start of the window: free memory at the high watermark/)
    expect(demand.evidence.find(({ part }) => part === 'initial memory')).toMatchObject({ uncertainty: 0.5 })
  })
})
