/** Judges the points of a sweep: constraints first, then the Pareto front of what is to be small, then the best. The same in the engine, the window and reports. */
import { BASELINE, limitOf, violation, type Constraint, type References } from './constraint'
import { findMeasure, flattenMeasures } from './measures'
import type { Metrics } from './metrics'
import { compareCosts, paretoFront } from './pareto'

export interface JudgedPoint {
  readonly metrics: Metrics
  /** Runs behind the metrics. */
  readonly members: number
}

export interface Judgement {
  /** Per point: every constraint is met; an unknown value meets none. */
  readonly meets: readonly boolean[]
  readonly onFront: readonly boolean[]
  /** Index of the best point; null when none meets the constraints. */
  readonly best: number | null
  /** Sentences: what constraints need and nobody tells; that no point meets them. */
  readonly notes: readonly string[]
}

export interface Goal {
  /** Flat names of what is to be small, most important first. */
  readonly minimise: readonly string[]
  readonly constraints: readonly Constraint[]
}

/** How much a run misses all constraints together, in shares of their limits; null when one cannot be told. */
export function totalViolation(flat: ReadonlyMap<string, number | null>, constraints: readonly Constraint[], references: References): number | null {
  let sum = 0
  for (const constraint of constraints) {
    const missed = violation(flat.get(constraint.measure) ?? null, limitOf(constraint, references), constraint.comparator)
    if (missed === null) return null
    sum += missed
  }
  return sum
}

/** `references` holds the baseline under its own word. Points with fewer runs than the most are too uncertain to be on the front. */
export function judgeSweep(points: readonly JudgedPoint[], goal: Goal, references: References): Judgement {
  const flats = points.map(({ metrics }) => flattenMeasures(metrics))
  const meets = flats.map((flat) => totalViolation(flat, goal.constraints, references) === 0)
  const most = Math.max(0, ...points.map(({ members }) => members))
  const costs = flats.map((flat) => goal.minimise.map((name) => flat.get(name) ?? null))
  const eligible = points.flatMap(({ members }, index) => (meets[index] === true && members === most ? [index] : []))
  const front = paretoFront(eligible.map((index) => costs[index] ?? []))
  const onFront = points.map(() => false)
  eligible.forEach((index, place) => { onFront[index] = front[place] === true })
  const best = [...eligible].sort((a, b) => compareCosts(costs[a] ?? [], costs[b] ?? []) || a - b)[0] ?? null
  const notes = [...new Set(goal.constraints.flatMap((constraint) => unknownNote(constraint, flats, references)))]
  return { meets, onFront, best, notes: best === null && points.length > 0 ? [...notes, 'No combination meets the constraints.'] : notes }
}

function unknownNote(constraint: Constraint, flats: readonly ReadonlyMap<string, number | null>[], references: References): readonly string[] {
  const { measure, bound } = constraint
  const title = findMeasure(measure)?.title ?? measure
  if (bound.kind === 'reference' && !references.has(bound.id)) return [`${bound.id} was not replayed in this sweep, so nothing can be compared with it: run the sweep again.`]
  if (flats.length === 0 || (limitOf(constraint, references) !== null && flats.some((flat) => (flat.get(measure) ?? null) !== null))) return []
  return [`${title} is not known for this capture${measure === 'energyJ' ? ': the device has no power coefficients' : ''}, so its constraint cannot be met.`]
}

/** References of a finished sweep by the words that constraints use. */
export function referenceMap(baseline: { readonly config: { readonly id: string }; readonly metrics: Metrics }, others: readonly { readonly config: { readonly id: string }; readonly metrics: Metrics }[]): References {
  return new Map([...others, baseline].map(({ config, metrics }) => [config.id, metrics] as const).concat([[BASELINE, baseline.metrics]]))
}
