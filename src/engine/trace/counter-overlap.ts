/** Two files that hold one counter over the same time: whether they tell the same, before what only the second covers is added to the first. */
import { inOrder, sortOrder } from './columns'

/** Samples of one counter from one or more files. */
export interface Samples {
  readonly tsNs: Float64Array
  readonly value: Float64Array
}

/** Levels that lie this far apart are no two readings of one thing; kB and bytes do. */
const LEVEL_FACTOR = 100

/** Whether `own` cannot come from the counter that `known` comes from. Files may be a sample apart: their clocks are aligned no better. */
export function contradicts(known: Samples, own: Samples, isCumulative: boolean): boolean {
  return isCumulative ? !isBetween(ascending(known), ascending(own)) : isFarFrom(known, own)
}

function ascending({ tsNs, value }: Samples): Samples {
  const order = sortOrder(tsNs)
  return { tsNs: inOrder(tsNs, order), value: inOrder(value, order) }
}

/** Whether every sample lies between those of the counter some time before and some time after: it only grows. */
function isBetween(known: Samples, own: Samples): boolean {
  const { tsNs, value } = known
  let next = 0
  for (let row = 0; row < own.tsNs.length; row += 1) {
    const timeNs = own.tsNs[row] ?? 0
    while (next < tsNs.length && (tsNs[next] ?? 0) < timeNs) next += 1
    const least = value[next - 2] ?? -Infinity
    const most = value[next + 1] ?? Infinity
    const sample = own.value[row] ?? 0
    if (sample < least || sample > most) return false
  }
  return true
}

function isFarFrom(known: Samples, own: Samples): boolean {
  const [least, most] = rangeOf(known.value)
  const [ownLeast, ownMost] = rangeOf(own.value)
  return (least > 0 && ownLeast > most * LEVEL_FACTOR) || (ownLeast > 0 && least > ownMost * LEVEL_FACTOR)
}

function rangeOf(values: Float64Array): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return [least, most]
}
