/**
 * Finds the rows of a file that a file before it has too: of the same thread, at the same time as exactly as the coarser of both tells
 * it. Every row can be repeated once, so that several events of a thread within one microsecond stay as many as they are.
 */
import { blockValue, sortOrder } from './columns'

/** So many times tell how exact all are. */
const PROBE_ROWS = 4096

/** Rows of one table with a time and a key: only rows with equal keys can be the same. */
export interface KeyedRows {
  readonly tsNs: readonly Float64Array[]
  readonly key: readonly Uint32Array[]
}

/** Times of the rows `[0, end)`, ascending for each key: those of key k stand in `[starts[k], starts[k + 1])`. */
interface KnownTimes {
  readonly starts: Uint32Array
  readonly tsNs: Float64Array
}

/** Per row of `[fileRow, rows)` whether an earlier row is the same: 1 or 0. Times less than `toleranceNs` apart are the same time. */
export function repeatedRows(table: KeyedRows, fileRow: number, rows: number, toleranceNs: number): Uint8Array {
  const isRepeated = new Uint8Array(rows - fileRow)
  if (!overlap(table.tsNs, fileRow, rows, toleranceNs)) return isRepeated
  const known = knownTimes(table, fileRow)
  const next = known.starts.slice()
  const own = new Float64Array(rows - fileRow)
  for (let row = 0; row < own.length; row += 1) own[row] = blockValue(table.tsNs, fileRow + row)
  const order = sortOrder(own)
  for (let index = 0; index < own.length; index += 1) {
    const row = order === null ? index : (order[index] ?? 0)
    const key = blockValue(table.key, fileRow + row)
    if (key + 1 < next.length && takeTime(known, next, key, own[row] ?? 0, toleranceNs)) isRepeated[row] = 1
  }
  return isRepeated
}

/** Moves `next[key]` behind the times that are too early, and behind the one that is the same; true when there is such a one. */
function takeTime({ starts, tsNs }: KnownTimes, next: Uint32Array, key: number, timeNs: number, toleranceNs: number): boolean {
  const end = starts[key + 1] ?? 0
  let at = next[key] ?? 0
  while (at < end && (tsNs[at] ?? 0) <= timeNs - toleranceNs) at += 1
  const isFound = at < end && (tsNs[at] ?? 0) < timeNs + toleranceNs
  next[key] = isFound ? at + 1 : at
  return isFound
}

function knownTimes({ tsNs, key }: KeyedRows, end: number): KnownTimes {
  let maxKey = 0
  for (let row = 0; row < end; row += 1) maxKey = Math.max(maxKey, blockValue(key, row))
  const starts = new Uint32Array(maxKey + 2)
  for (let row = 0; row < end; row += 1) starts[blockValue(key, row) + 1] = (starts[blockValue(key, row) + 1] ?? 0) + 1
  for (let at = 1; at < starts.length; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0)
  const place = starts.slice()
  const times = new Float64Array(end)
  for (let row = 0; row < end; row += 1) {
    const at = place[blockValue(key, row)] ?? 0
    times[at] = blockValue(tsNs, row)
    place[blockValue(key, row)] = at + 1
  }
  for (let at = 0; at < maxKey + 1; at += 1) sortPart(times.subarray(starts[at] ?? 0, starts[at + 1] ?? 0))
  return { starts, tsNs: times }
}

function sortPart(times: Float64Array): void {
  for (let at = 1; at < times.length; at += 1) if ((times[at] ?? 0) < (times[at - 1] ?? 0)) return void times.sort()
}

/** Whether the rows before and after `fileRow` cover a common time. */
function overlap(tsNs: readonly Float64Array[], fileRow: number, rows: number, toleranceNs: number): boolean {
  const [first, last] = spanOf(tsNs, 0, fileRow)
  const [ownFirst, ownLast] = spanOf(tsNs, fileRow, rows)
  return ownFirst < last + toleranceNs && ownLast > first - toleranceNs
}

function spanOf(tsNs: readonly Float64Array[], first: number, end: number): readonly [number, number] {
  let [start, last] = [Infinity, -Infinity]
  for (let row = first; row < end; row += 1) {
    const timeNs = blockValue(tsNs, row)
    if (timeNs < start) start = timeNs
    if (timeNs > last) last = timeNs
  }
  return [start, last]
}

/** Whether the first times of the rows `[first, end)` are whole multiples of `stepNs`; also when there are none. */
export function areMultiples(tsNs: readonly Float64Array[], first: number, end: number, stepNs: number): boolean {
  for (let row = first; row < Math.min(end, first + PROBE_ROWS); row += 1) if (blockValue(tsNs, row) % stepNs !== 0) return false
  return true
}
