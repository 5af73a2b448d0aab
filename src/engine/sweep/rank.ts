/**
 * Orders candidates with several costs: by constrained domination, then by how alone a candidate is on its front.
 * Source: K. Deb et al., "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE TEC 6(2), 2002, sections III and VI.
 */
import { dominates, type Costs } from '../../shared/pareto'

export interface Candidate {
  readonly index: number
  readonly costs: Costs
  /** Total miss of the constraints; 0 = meets all, null = cannot be told. */
  readonly violation: number | null
}

/** Candidates, best first. Ties keep the order of their numbers, so that the order is the same everywhere. */
export function rankCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  const ranked: Candidate[] = []
  let left = [...candidates].sort((a, b) => a.index - b.index)
  while (left.length > 0) {
    const front = left.filter((candidate) => !left.some((other) => isBetter(other, candidate)))
    ranked.push(...byCrowding(front))
    const taken = new Set(front)
    left = left.filter((candidate) => !taken.has(candidate))
  }
  return ranked
}

/** Meeting the constraints comes before any cost; of two that do not, the one that misses by less is better. */
function isBetter(a: Candidate, b: Candidate): boolean {
  const [missedByA, missedByB] = [a.violation ?? Infinity, b.violation ?? Infinity]
  return missedByA === missedByB ? dominates(a.costs, b.costs) : missedByA < missedByB
}

/** The lonely ones first: the ends of the front, then those with the widest gap around them. */
function byCrowding(front: readonly Candidate[]): readonly Candidate[] {
  const distance = new Map(front.map((candidate) => [candidate, 0]))
  const width = front[0]?.costs.length ?? 0
  for (let goal = 0; goal < width; goal++) {
    const cost = (candidate: Candidate | undefined): number => candidate?.costs[goal] ?? Infinity
    const sorted = [...front].sort((a, b) => (cost(a) === cost(b) ? a.index - b.index : cost(a) < cost(b) ? -1 : 1))
    const span = cost(sorted.at(-1)) - cost(sorted[0])
    sorted.forEach((candidate, place) => {
      const gap = place === 0 || place === sorted.length - 1 ? Infinity : span > 0 && Number.isFinite(span) ? (cost(sorted[place + 1]) - cost(sorted[place - 1])) / span : 0
      distance.set(candidate, (distance.get(candidate) ?? 0) + gap)
    })
  }
  return [...front].sort((a, b) => {
    const [x, y] = [distance.get(a) ?? 0, distance.get(b) ?? 0]
    return x === y ? a.index - b.index : x > y ? -1 : 1
  })
}
