/** A sweep judged by another goal: its runs stay, its front and best change. */
import type { AppError } from './errors'
import { judgeSweep, referenceMap, type Goal } from './judge-sweep'
import { ok, type Result } from './result'
import { readGoal, type Grid, type Sweep } from './sweep'

/** Marks the points, the front and the best by a goal. */
export function judged(sweep: Sweep, goal: Goal): Sweep {
  // While a grid is being replayed all points are alike, however many of their runs are there.
  const isUneven = sweep.isComplete || sweep.grid.search === 'guided'
  const points = sweep.points.map(({ metrics, members }) => ({ metrics, members: isUneven ? members : 1 }))
  const judgement = judgeSweep(points, goal, referenceMap(sweep.baseline, sweep.references))
  const marked = sweep.points.map((point, index) => ({ ...point, meetsConstraints: judgement.meets[index] === true, onFront: judgement.onFront[index] === true }))
  return {
    ...sweep, points: marked, front: marked.filter(({ onFront }) => onFront).map(({ id }) => id), best: judgement.best === null ? null : (marked[judgement.best]?.id ?? null), notes: [...judgement.notes]
  }
}

/** The sweep as if it had been asked for with these goals; `CONFIG_INVALID` for one that cannot be read. */
export function withGoal(sweep: Sweep, { minimise, constraints }: Pick<Grid, 'minimise' | 'constraints'>): Result<Sweep, AppError> {
  const goal = readGoal({ minimise, constraints })
  return goal.ok ? ok(judged({ ...sweep, grid: { ...sweep.grid, minimise, constraints } }, goal.value)) : goal
}
