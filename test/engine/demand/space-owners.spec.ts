import { describe, expect, it } from 'vitest'
import { matchReturners } from '../../../src/engine/demand/match-spaces'
import { orderInitialPages, type LotOwner } from '../../../src/engine/demand/initial-order'
import { reclaimedFromNs, type MemorySpace } from '../../../src/engine/demand/rss-evidence'

/** A space of 4000 pages of which reclaim takes a tenth at `goneMs`, all of it soon after. */
const space = (goneMs: number, owner = -1): MemorySpace => ({ mmId: goneMs, owner, tsNs: [goneMs - 10, goneMs, goneMs + 10].map((ms) => ms * 1e6), pages: [4000, 3600, 100], emitter: [-1, -1, -1] })
const tidOf = (thread: number): number => 100 + thread

describe('reclaim has come to a space', () => {
  it('when a part of its first known size is gone, not with the first page', () => {
    expect(reclaimedFromNs(space(500))).toBe(500e6)
    expect(reclaimedFromNs({ ...space(500), pages: [4000, 3900, 3850] })).toBe(Infinity)
  })

  it('not through lines that its owner wrote', () => {
    expect(reclaimedFromNs({ ...space(500), emitter: [7, 7, 7] })).toBe(Infinity)
  })
})

describe('returning threads', () => {
  it('get the ownerless space between those of older and younger threads', () => {
    const spaces = [space(100), space(200), space(300, 4), space(400), space(900, 8)]
    matchReturners(spaces, [{ thread: 6, tid: 106, firstSwapInNs: 2e9 }, { thread: 2, tid: 102, firstSwapInNs: 2e9 }], tidOf)
    expect(spaces.map((entry) => entry.owner)).toEqual([2, -1, 4, 6, 8])
  })

  it('get none that was still in memory when they swapped in', () => {
    const spaces = [space(800)]
    matchReturners(spaces, [{ thread: 2, tid: 102, firstSwapInNs: 500e6 }], tidOf)
    expect(spaces[0]?.owner).toBe(-1)
  })

  it('share no space, and leave small ones alone', () => {
    const small = { ...space(100), pages: [500, 100, 0] }
    const spaces = [small, space(200)]
    matchReturners(spaces, [{ thread: 2, tid: 102, firstSwapInNs: 2e9 }, { thread: 3, tid: 103, firstSwapInNs: 2e9 }], tidOf)
    expect(spaces.map((entry) => entry.owner)).toEqual([-1, 2])
  })
})

describe('initial pages', () => {
  const owner = (task: number, rest: Partial<LotOwner>): LotOwner => ({ task, pages: 4000, space: undefined, exit: undefined, exitMemory: undefined, ...rest })
  const exit: LotOwner['exit'] = { thread: 1, fromNs: 600e6, endNs: 610e6, endsProcess: true }

  it('lie in the order in which reclaim came to their owners; one that ended in memory lies where reclaim was when it ended', () => {
    const owners = [owner(0, { space: space(900) }), owner(1, { exit, exitMemory: { residentPages: 4000, swappedPages: 0 } as LotOwner['exitMemory'] }), owner(2, { space: space(300) })]
    expect(orderInitialPages(owners, [space(100)], 4000, true, 500e6).map((lot) => lot.task)).toEqual([-1, 2, 1, 0])
  })

  it('come last where nothing tells', () => {
    expect(orderInitialPages([owner(0, {}), owner(1, { space: space(300) })], [], 0, true, 500e6).map((lot) => lot.task)).toEqual([1, 0])
  })
})
