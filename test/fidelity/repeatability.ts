/** What one recording of an arm says about its other repetitions: nobody predicts better from elsewhere, except by luck. */
import { join } from 'node:path'
import { observeMetrics } from '../../src/engine/observe/observe-metrics'
import { flattenMetrics } from '../../src/shared/metrics'
import { LAB, loadTrace, METRICS, recordingsOf } from './measure'
import { distance } from './score'

/** `w3/zram-v1` -> metric -> its value in each repetition. */
export type Repetitions = Record<string, Record<string, number[]>>

/** Reads all repetitions of a workload. */
export async function readRepetitions(workload: string, arms: readonly string[]): Promise<Repetitions> {
  const found: Repetitions = {}
  for (const arm of arms) {
    const values: Record<string, number[]> = {}
    for (const name of recordingsOf(workload, arm)) {
      const flat = flattenMetrics(observeMetrics(await loadTrace(join(LAB, workload, name)), null))
      for (const metric of METRICS) {
        const value = flat.get(metric.name)
        if (typeof value === 'number') (values[metric.name] ??= []).push(Number(value.toPrecision(5)))
      }
    }
    if (Object.keys(values).length > 0) found[`${workload}/${arm}`] = values
  }
  return found
}

export interface Repeatability {
  readonly cells: number
  readonly median: number
  readonly worst: number
}

/** Each repetition as a prediction of the mean of the others of its arm, by metric; only arms with two or more count. */
export function repeatability(repetitions: Repetitions, arms: readonly string[]): Map<string, Repeatability> {
  const result = new Map<string, Repeatability>()
  for (const { name, kind } of METRICS) {
    const offs: number[] = []
    for (const [key, values] of Object.entries(repetitions)) {
      const known = arms.some((arm) => key.endsWith(`/${arm}`)) ? (values[name] ?? []) : []
      known.forEach((predicted, i) => {
        const others = known.filter((_, other) => other !== i)
        if (others.length === 0 || (kind !== 'points' && known.some((value) => value <= 0))) return
        const actual = kind === 'points' ? others.reduce((sum, value) => sum + value, 0) / others.length : Math.exp(others.reduce((sum, value) => sum + Math.log(value), 0) / others.length)
        const off = distance({ predicted, actual }, kind)
        if (off !== null) offs.push(off)
      })
    }
    offs.sort((a, b) => a - b)
    if (offs.length > 0) result.set(name, { cells: offs.length, median: offs[offs.length >> 1] as number, worst: offs.at(-1) as number })
  }
  return result
}
