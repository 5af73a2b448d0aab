import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { gridPlan, guidedPlan, guidedRuns, neighbours, type SweepJob } from '../../../src/engine/sweep/plan'
import { rankCandidates } from '../../../src/engine/sweep/rank'
import { openSpace, pointAt, type SweepSpace } from '../../../src/engine/sweep/space'
import { gridSchema } from '../../../src/shared/sweep'

const space = (fields: object): SweepSpace => {
  const opened = openSpace(v.parse(gridSchema, { fields, search: 'guided' }))
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}
const steps = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

/** Plays a plan; costs by the numbers of threads and entries. */
function play(of: SweepSpace, options: { seed?: number; seeds: number; budget: number }, cost: (threads: number, entries: number) => readonly number[]): SweepJob[] {
  const assess = (index: number) => {
    const { threads, fifoEntries } = pointAt(of, index).config.kcompressd
    return { costs: cost(threads, fifoEntries), violation: 0 }
  }
  return [...guidedPlan(of, { seed: 1, ...options, assess })].flat()
}

describe('a grid plan', () => {
  it('does every combination as often as asked, all of them once first', () => {
    const [batch] = [...gridPlan(space({ 'kcompressd.threads': [1, 2, 3] }), 2)]
    expect(batch).toEqual([{ index: 0, member: 0 }, { index: 1, member: 0 }, { index: 2, member: 0 }, { index: 0, member: 1 }, { index: 1, member: 1 }, { index: 2, member: 1 }])
  })
})

describe('a guided plan', () => {
  const wide = space({ 'kcompressd.threads': steps(32), 'kcompressd.fifoEntries': steps(32) })

  it('walks to the best combination of a smooth valley with a tenth of the runs', () => {
    const jobs = play(wide, { seeds: 1, budget: 100 }, (threads, entries) => [(threads - 21) ** 2 + (entries - 9) ** 2])
    const best = pointAt(wide, Math.min(...jobs.map(({ index }) => index).filter((index) => pointAt(wide, index).config.kcompressd.threads === 21 && pointAt(wide, index).config.kcompressd.fifoEntries === 9)))
    expect(best.fields).toEqual({ 'kcompressd.threads': 21, 'kcompressd.fifoEntries': 9 })
    expect(jobs.length).toBeLessThanOrEqual(100)
  })

  it('tries every combination that differs when the budget allows it, and gives the better third more runs each time', () => {
    const small = space({ 'kcompressd.variant': ['off', 'mm'], 'kcompressd.threads': steps(20) })
    const jobs = play(small, { seeds: 9, budget: 100 }, (threads) => [threads])
    const members = new Map<number, number>()
    for (const { index } of jobs) members.set(index, (members.get(index) ?? 0) + 1)
    // One for all the set-ups that are off, and 20.
    expect(members.size).toBe(21)
    expect([...members.values()].filter((count) => count === 9)).toHaveLength(8)
    expect([...members.values()].every((count) => [1, 3, 9].includes(count))).toBe(true)
  })

  it('is the same for the same seed and another for another', () => {
    const cost = (threads: number, entries: number) => [threads, 40 - entries]
    expect(play(wide, { seeds: 3, budget: 40 }, cost)).toEqual(play(wide, { seeds: 3, budget: 40 }, cost))
    expect(play(wide, { seeds: 3, budget: 40, seed: 2 }, cost)).not.toEqual(play(wide, { seeds: 3, budget: 40 }, cost))
  })

  it('does no run twice, keeps to its budget and to the number of runs it announced', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 4, max: 60 }), fc.integer({ min: 1, max: 7 }), fc.nat(1000), (a, b, budget, seeds, seed) => {
      const of = space({ 'kcompressd.threads': steps(a), 'kcompressd.fifoEntries': steps(b) })
      const jobs = play(of, { seeds, budget, seed }, (threads, entries) => [(threads * 7 + seed) % 5, (entries * 3) % 7])
      expect(new Set(jobs.map(({ index, member }) => `${index} ${member}`)).size).toBe(jobs.length)
      expect(new Set(jobs.map(({ index }) => index)).size).toBeLessThanOrEqual(Math.min(budget, of.size))
      expect(jobs.length).toBeLessThanOrEqual(guidedRuns(of.size, budget, seeds))
    }), { numRuns: 40 })
  })
})

it('neighbours differ in one field: by a step where values have an order, by any other value where not', () => {
  const of = space({ 'kcompressd.threads': [1, 2, 3], 'swap.algorithm': ['lz4', 'lzo-rle', 'zstd'] })
  const names = neighbours(of, 0).map((index) => Object.values(pointAt(of, index).fields))
  expect(names).toEqual([[2, 'lz4'], [1, 'lzo-rle'], [1, 'zstd']])
})

describe('the ranking', () => {
  it('puts what meets the constraints first, then what nothing beats, then the lonely ones', () => {
    const candidate = (index: number, costs: number[], violation: number | null = 0) => ({ index, costs, violation })
    const ranked = rankCandidates([candidate(0, [0, 0], 0.5), candidate(1, [1, 9]), candidate(2, [5, 5]), candidate(3, [5.1, 4.9]), candidate(4, [9, 1]), candidate(5, [9, 9]), candidate(6, [0, 0], null)])
    expect(ranked.map(({ index }) => index)).toEqual([1, 4, 2, 3, 5, 0, 6])
  })

  it('ranks all of them, each once, whatever is unknown', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.option(fc.nat(5)), fc.option(fc.nat(5)), fc.option(fc.nat(2))), { maxLength: 30 }), (rows) => {
      const ranked = rankCandidates(rows.map(([a, b, violation], index) => ({ index, costs: [a, b], violation })))
      expect(ranked.map(({ index }) => index).sort((a, b) => a - b)).toEqual(rows.map((_, index) => index))
    }))
  })
})
