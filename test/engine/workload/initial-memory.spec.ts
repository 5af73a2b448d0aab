import { describe, expect, it } from 'vitest'
import * as P from '../../../src/engine/reclaim/page-store'
import { layoutPages, makeAddressSpaces } from '../../../src/engine/workload/initial-memory'
import { censusOf, makeDemand, makeMachine, type DemandSpec, type MachineSpec } from '../../support/demand-fixture'

const SPEC: DemandSpec = {
  tasks: [{ residentPages: 30, swappedPages: 20, rows: [{ alloc: 7 }, { alloc: 3, free: 5 }] }, { residentPages: 10, rows: [{ file: 12 }] }],
  initial: { unownedAnonPages: 15, unownedSwappedPages: 5, inactiveFilePages: 8, activeFilePages: 4 }
}

function tailFirst(spec: MachineSpec, list: number): number[] {
  const { pages } = makeMachine(spec).memory
  const found = []
  for (let page = pages.tail(list); page >= 0; page = pages.towardsHead(page)) found.push(page)
  return found
}

describe('layout of page records', () => {
  it('has room for all that a task has and ever allocates, and for the page cache', () => {
    const layout = layoutPages(makeDemand(SPEC), 10_000)
    expect(layout).toEqual({ pageCount: 114, taskBase: [0, 60], taskLimit: [60, 70], unownedBase: 70, fileBase: 90, fileCount: 24 })
  })

  it('bounds the page cache by the size of memory', () => {
    expect(layoutPages(makeDemand({ tasks: [{ rows: [{ file: 50_000 }] }] }), 1000).fileCount).toBe(1000)
  })

  it('fills address spaces with what tasks own at the start', () => {
    const demand = makeDemand(SPEC)
    expect(makeAddressSpaces(demand, layoutPages(demand, 10_000)).map((space) => space.pageCount)).toEqual([50, 10])
  })
})

describe('initial state of memory', () => {
  it('has every page where the demand says', () => {
    const machine = makeMachine(SPEC)
    const { zone, store, lru } = machine.memory
    expect(censusOf(machine)).toEqual({ residentAnon: 55, residentFile: 12, stored: 25, queued: 0, orphans: 0, onLists: 67 })
    expect(zone.held).toMatchObject({ anon: 55, file: 12, pool: store.poolPages })
    expect(zone).toMatchObject({ free: 1000 })
    expect([store.storedPages, lru.inactiveAnon, lru.activeAnon]).toEqual([25, 55, 0])
  })

  it('lets unowned pages be the oldest, then tasks in order', () => {
    expect(tailFirst(SPEC, P.INACTIVE_ANON)).toEqual([...range(75, 90), ...range(20, 50), ...range(60, 70)])
  })

  it('follows the ages of lots where they are known', () => {
    const lots = [{ task: 1, residentPages: 10 }, { task: 0, residentPages: 25 }, { task: -1, residentPages: 15 }]
    const order = tailFirst({ ...SPEC, initial: { ...SPEC.initial, lots } }, P.INACTIVE_ANON)
    // five pages of the first task that no lot names come last
    expect(order).toEqual([...range(60, 70), ...range(20, 45), ...range(75, 90), ...range(45, 50)])
  })

  it('puts as many pages on the active list as were there', () => {
    const spec = { ...SPEC, initial: { ...SPEC.initial, activeAnonPages: 12 } }
    expect(tailFirst(spec, P.ACTIVE_ANON)).toHaveLength(12)
    expect(tailFirst(spec, P.INACTIVE_ANON)).toHaveLength(43)
    expect(tailFirst(spec, P.ACTIVE_FILE)).toHaveLength(4)
  })

  it('sets the accessed bit of the wanted share, the same pages for the same seed', () => {
    const young = (seed: number): number[] => {
      const machine = makeMachine({ seed, initial: { unownedAnonPages: 4000 }, parameters: { initialYoungShare: 0.25 } })
      return range(0, 4000).filter((page) => machine.memory.pages.has(page, P.YOUNG))
    }
    expect(Math.abs(young(1).length - 1000)).toBeLessThan(120)
    expect(young(1)).toEqual(young(1))
    expect(young(1)).not.toEqual(young(2))
  })

  it('sets it where in the list it was found', () => {
    const machine = makeMachine({ initial: { unownedAnonPages: 5000, activeAnonPages: 1000 }, parameters: { initialYoungProfile: [0, 1, 0, 1] } })
    // the oldest 1000 are on the active list, where the first part holds too
    expect(range(0, 5000).filter((page) => machine.memory.pages.has(page, P.YOUNG))).toEqual([...range(2000, 3000), ...range(4000, 5000)])
  })
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
