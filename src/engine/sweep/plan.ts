/**
 * Which runs a sweep does, batch by batch. A plan is a generator: it is resumed when every run of its last batch is known. It decides by results
 * and the seed only, never by time or by the order in which threads finish, so that the same sweep does the same runs on every machine, and a
 * stopped one goes on where it was.
 *
 * `grid`: every combination, all with their first run, then all with their second, …
 *
 * `guided`, three steps:
 * 1. Half of the budget is a Latin hypercube over the values (McKay, Beckman, Conover, "A comparison of three methods for selecting values of
 *    input variables", Technometrics 21(2), 1979): every value of every field is tried about equally often. One run each.
 * 2. The other half walks: the best so far (constraints, Pareto rank, distance: `rank.ts`) are looked at in turn, and their neighbours in one
 *    field are tried (Pareto local search: Paquete, Chiarandini, Stützle, LNEMS 535, 2004), until nothing near the front is untried.
 * 3. Successive halving (Karnin, Koren, Somekh, "Almost optimal exploration in multi-armed bandits", ICML 2013; here thirds): the better third
 *    gets three times the runs, again and again up to the number asked for. Only those with all runs can be on the front.
 */
import type { Costs } from '../../shared/pareto'
import { Random } from '../kernel/random'
import { rankCandidates, type Candidate } from './rank'
import { digitsOf, effectiveKey, indexOf, pointAt, type SweepSpace } from './space'

export interface SweepJob {
  readonly index: number
  readonly member: number
}

export type SweepPlan = Generator<readonly SweepJob[], void, void>

/** How good a combination is by the runs it has so far. */
export type Assess = (index: number) => { readonly costs: Costs; readonly violation: number | null }

export interface GuidedOptions {
  readonly seed: number
  /** Runs of the combinations that reach the end. */
  readonly seeds: number
  /** Combinations tried at most. */
  readonly budget: number
  readonly assess: Assess
}

/** Neighbours tried between two looks at the ranking; fixed, so that a plan does not depend on the number of CPUs. */
const WALK_BATCH = 8
/** Each rung of the halving keeps this share … */
const KEPT_SHARE = 3
/** … but not fewer than these. */
const KEPT_LEAST = 8

/** Every combination. */
export function* gridPlan(space: SweepSpace, seeds: number): SweepPlan {
  const jobs: SweepJob[] = []
  for (let member = 0; member < seeds; member++) for (let index = 0; index < space.size; index++) jobs.push({ index, member })
  yield jobs
}

/** A search through the combinations; see above. */
export function* guidedPlan(space: SweepSpace, options: GuidedOptions): SweepPlan {
  const tried = new Tried(space)
  yield first(tried.take(space.size <= options.budget ? allOf(space) : hypercube(space, Math.ceil(options.budget / 2), options.seed)))
  while (tried.indexes.length < options.budget) {
    const room = Math.min(WALK_BATCH, options.budget - tried.indexes.length)
    const next = neighboursOfBest(space, ranked(tried.indexes, options.assess), tried, room)
    if (next.length === 0) break
    yield first(next)
  }
  let survivors: readonly number[] = tried.indexes
  for (const [from, to] of rungs(options.seeds)) {
    survivors = ranked(survivors, options.assess).slice(0, keptOf(survivors.length))
    yield survivors.flatMap((index) => Array.from({ length: to - from }, (_, more) => ({ index, member: from + more })))
  }
}

/** Runs of a guided sweep at most, for progress and estimates. */
export function guidedRuns(size: number, budget: number, seeds: number): number {
  let survivors = Math.min(size, budget)
  let runs = survivors
  for (const [from, to] of rungs(seeds)) {
    survivors = keptOf(survivors)
    runs += survivors * (to - from)
  }
  return runs
}

const keptOf = (count: number): number => Math.min(count, Math.max(KEPT_LEAST, Math.ceil(count / KEPT_SHARE)))

/** From 1 run to 3, 9, … up to all. */
function rungs(seeds: number): readonly (readonly [from: number, to: number])[] {
  const steps: [number, number][] = []
  for (let from = 1; from < seeds; from = Math.min(seeds, from * KEPT_SHARE)) steps.push([from, Math.min(seeds, from * KEPT_SHARE)])
  return steps
}

const first = (indexes: readonly number[]): SweepJob[] => indexes.map((index) => ({ index, member: 0 }))

function ranked(indexes: readonly number[], assess: Assess): readonly number[] {
  return rankCandidates(indexes.map((index): Candidate => ({ index, ...assess(index) }))).map(({ index }) => index)
}

function allOf({ size }: SweepSpace): readonly number[] {
  return Array.from({ length: size }, (_, index) => index)
}

/** Combinations tried so far. Of those that are the same to the engine one is enough. */
class Tried {
  readonly indexes: number[] = []
  readonly #space: SweepSpace
  readonly #keys = new Set<string>()

  constructor(space: SweepSpace) {
    this.#space = space
  }

  /** Takes those that are new, at most `room`; returns them. */
  take(indexes: Iterable<number>, room = Infinity): number[] {
    const taken: number[] = []
    for (const index of indexes) {
      if (taken.length >= room) break
      const key = effectiveKey(pointAt(this.#space, index).config)
      if (this.#keys.has(key)) continue
      this.#keys.add(key)
      taken.push(index)
    }
    this.indexes.push(...taken)
    return taken
  }
}

/** `count` combinations; along every field each value comes about equally often. */
function hypercube(space: SweepSpace, count: number, seed: number): readonly number[] {
  const random = new Random(seed, 1)
  const columns = space.fields.map(({ values }) => shuffled(Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * values.length) / count)), random))
  return Array.from({ length: count }, (_, row) => indexOf(space, columns.map((column) => column[row] ?? 0)))
}

function shuffled(values: number[], random: Random): number[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const held = values[i] as number
    values[i] = values[j] as number
    values[j] = held
  }
  return values
}

/** Untried neighbours of the best, the best first. */
function neighboursOfBest(space: SweepSpace, best: readonly number[], tried: Tried, room: number): number[] {
  const taken: number[] = []
  for (const index of best) {
    taken.push(...tried.take(neighbours(space, index), room - taken.length))
    if (taken.length >= room) break
  }
  return taken
}

/** One field moved: to the values beside it where they have an order, to any other where they have none. */
export function neighbours(space: SweepSpace, index: number): readonly number[] {
  const digits = digitsOf(space, index)
  return space.fields.flatMap(({ values, isOrdered }, place) => {
    const at = digits[place] ?? 0
    const others = isOrdered ? [at - 1, at + 1].filter((digit) => digit >= 0 && digit < values.length) : values.map((_, digit) => digit).filter((digit) => digit !== at)
    return others.map((digit) => indexOf(space, digits.map((own, position) => (position === place ? digit : own))))
  })
}
