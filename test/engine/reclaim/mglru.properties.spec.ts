/** Invariants of the multi-gen LRU in random machines. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Machine } from '../../../src/engine/machine'
import { Mglru } from '../../../src/engine/reclaim/mglru'
import { ANON, FILE, MAX_GENERATIONS, MIN_GENERATIONS } from '../../../src/engine/reclaim/mglru/constants'
import { NO_GENERATION } from '../../../src/engine/reclaim/mglru/generations'
import * as P from '../../../src/engine/reclaim/page-store'
import { makeMachine, type MachineSpec } from '../../support/demand-fixture'
import { machineArb } from '../../support/machine-arbitrary'

const RUNS = 100

const mglruArb: fc.Arbitrary<MachineSpec> = machineArb.map((spec) => ({ ...spec, parameters: { ...spec.parameters, machine: { ...spec.parameters?.machine, lru: 'mglru' } } }))

function lruOf(machine: Machine): Mglru {
  const { lru } = machine.memory
  if (!(lru instanceof Mglru)) throw new Error('not a multi-gen LRU')
  return lru
}

/** Pages that tasks may hold isolated at any moment: one batch each. */
function isolatedLimit(machine: Machine): number {
  return (machine.tasks.length + machine.kswapds.length + machine.kcompressd.tasks.length) * 65
}

/** What is wrong with one record; empty when nothing is. */
function faultOf(machine: Machine, page: number): string {
  const { pages } = machine.memory
  const list = pages.listOf(page)
  const number = lruOf(machine).generations.numberOf(page)
  if ((number === NO_GENERATION) !== (list === P.NO_LIST)) return `page ${page}: generation ${number} on list ${list}`
  if (list === P.NO_LIST) return ''
  const first = pages.has(page, P.FILE) ? P.MGLRU_FILE : P.MGLRU_ANON
  if (list < first || list >= first + MAX_GENERATIONS) return `page ${page}: on list ${list} of the other type`
  return pages.has(page, P.RESIDENT) ? '' : `page ${page}: on list ${list} without a frame`
}

function checkLists(machine: Machine): void {
  const { pages } = machine.memory
  const { generations } = lruOf(machine)
  const sizes = [ANON, FILE].map(() => new Array<number>(MAX_GENERATIONS).fill(0))
  const faults: string[] = []
  let isolated = 0
  for (let page = 0; page < pages.pageCount; page++) {
    const fault = faultOf(machine, page)
    if (fault !== '') faults.push(fault)
    if (pages.listOf(page) !== P.NO_LIST) sizes[generations.typeOf(page)]![generations.numberOf(page)]!++
    else if (pages.has(page, P.RESIDENT)) isolated++
  }
  expect(faults).toEqual([])
  expect(isolated).toBeLessThanOrEqual(isolatedLimit(machine))
  expect(sizes).toEqual([ANON, FILE].map((type) => [0, 1, 2, 3].map((number) => generations.size(type as 0 | 1, number))))
}

function checkGenerations(machine: Machine): void {
  const { generations } = lruOf(machine)
  for (const type of [ANON, FILE] as const) {
    expect(generations.count(type)).toBeGreaterThanOrEqual(MIN_GENERATIONS)
    expect(generations.count(type)).toBeLessThanOrEqual(MAX_GENERATIONS)
  }
  expect(generations.count(FILE)).toBeLessThanOrEqual(generations.count(ANON))
}

function checkCounters(machine: Machine): void {
  const c = machine.recorder.counters
  expect(machine.memory.zone.imbalance()).toBe(0)
  expect(c.pgstealAnon).toBeLessThanOrEqual(c.pgscanAnon)
  expect(c.pgstealFile).toBeLessThanOrEqual(c.pgscanFile)
  expect(c.pgstealKswapd).toBeLessThanOrEqual(c.pgscanKswapd)
  expect(c.pgstealDirect).toBeLessThanOrEqual(c.pgscanDirect)
  expect(c.pgscanKswapd + c.pgscanDirect).toBe(c.pgscanAnon + c.pgscanFile)
}

describe('the multi-gen LRU', () => {
  it('keeps every resident page on exactly one generation list or isolated, and two to four generations', () => {
    let agedRuns = 0
    fc.assert(
      fc.property(mglruArb, (spec) => {
        const machine = makeMachine(spec)
        machine.run((bin) => {
          if (bin % 10 !== 0) return
          checkLists(machine)
          checkGenerations(machine)
          checkCounters(machine)
        })
        checkLists(machine)
        checkCounters(machine)
        if (lruOf(machine).generations.maxSeq > 4) agedRuns++
      }),
      { numRuns: RUNS }
    )
    // about a fifth of the random machines age more than once; with hardly any the checks would mean nothing
    expect(agedRuns).toBeGreaterThanOrEqual(4)
  })
})
