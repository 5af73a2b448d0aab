/**
 * Growing typed columns. Rows live in blocks of fixed size, so growing never copies and memory stays close to what the rows
 * need; `joinBlocks` makes the one exact array at the end. Each table has its own block class with plain typed fields:
 * one generic column class would see all array types at one place in the code and become several times slower.
 */

/** Rows per block: a multiple of the page size for every element type. */
export const BLOCK_ROWS = 4096

export type NumberArray = Float64Array | Int32Array | Uint32Array | Uint16Array | Int16Array | Uint8Array

/** Joins `blocks` into `target` (its length = number of rows) and empties `blocks`, so that only one column exists twice at a time. */
export function joinBlocks<T extends NumberArray>(blocks: T[], target: T): T {
  let row = 0
  for (const block of blocks) {
    const rows = Math.min(BLOCK_ROWS, target.length - row)
    target.set(rows === block.length ? block : block.subarray(0, rows), row)
    row += rows
  }
  blocks.length = 0
  return target
}

/** Adds `deltaNs` to the times of the rows `[first, end)`. */
export function shiftBlocks(blocks: readonly Float64Array[], first: number, end: number, deltaNs: number): void {
  for (let row = first; row < end; row += 1) {
    const block = blocks[Math.floor(row / BLOCK_ROWS)]
    if (block !== undefined) block[row % BLOCK_ROWS] = (block[row % BLOCK_ROWS] ?? 0) + deltaNs
  }
}

/** Moves the rows of `[first, end)` that `keep` accepts together and drops what is behind them; gives the number of rows then. */
export function keepRows(columns: readonly NumberArray[][], first: number, end: number, keep: (row: number) => boolean): number {
  let to = first
  for (let row = first; row < end; row += 1) {
    if (!keep(row)) continue
    if (to !== row) for (const blocks of columns) copyRow(blocks, row, to)
    to += 1
  }
  for (const blocks of columns) blocks.length = Math.ceil(to / BLOCK_ROWS)
  return to
}

function copyRow(blocks: readonly NumberArray[], from: number, to: number): void {
  const target = blocks[Math.floor(to / BLOCK_ROWS)]
  if (target !== undefined) target[to % BLOCK_ROWS] = blockValue(blocks, from)
}

/** The value of a row. */
export function blockValue(blocks: readonly NumberArray[], row: number): number {
  return blocks[Math.floor(row / BLOCK_ROWS)]?.[row % BLOCK_ROWS] ?? 0
}

/**
 * Row order that sorts `tsNs` ascending, ties by row; null when it already is. Merges the ascending runs: recordings consist of
 * one per CPU buffer and read. The buffers of one read cover the same time, so that after a few passes nothing is left to merge.
 */
export function sortOrder(tsNs: Float64Array): Uint32Array | null {
  let runs = runStarts(tsNs)
  if (runs.length <= 2) return null
  let order = new Uint32Array(tsNs.length)
  for (let row = 0; row < order.length; row += 1) order[row] = row
  let merged = new Uint32Array(tsNs.length)
  while (runs.length > 2) {
    const next: number[] = []
    for (let run = 0; run + 1 < runs.length; run += 2) {
      const start = runs[run] ?? 0
      mergeRuns(tsNs, order, merged, start, runs[run + 1] ?? 0, runs[run + 2] ?? tsNs.length)
      const isAfterLast = start > 0 && (tsNs[merged[start] ?? 0] ?? 0) >= (tsNs[merged[start - 1] ?? 0] ?? 0)
      if (!isAfterLast) next.push(start)
    }
    next.push(tsNs.length)
    ;[order, merged] = [merged, order]
    runs = next
  }
  return order
}

/** First rows of the ascending runs, and the number of rows at the end. */
function runStarts(tsNs: Float64Array): number[] {
  const starts = [0]
  for (let row = 1; row < tsNs.length; row += 1) if (!((tsNs[row] ?? 0) >= (tsNs[row - 1] ?? 0))) starts.push(row)
  starts.push(tsNs.length)
  return starts
}

/** Merges the runs `[start, middle)` and `[middle, end)`; of equal times the first run's come first. */
function mergeRuns(tsNs: Float64Array, from: Uint32Array, to: Uint32Array, start: number, middle: number, end: number): void {
  if (middle >= end) {
    to.set(from.subarray(start, end), start)
    return
  }
  let [left, right] = [start, middle]
  for (let row = start; row < end; row += 1) {
    const leftRow = from[left] ?? 0
    const rightRow = from[right] ?? 0
    const takesLeft = left < middle && (right >= end || (tsNs[leftRow] ?? 0) <= (tsNs[rightRow] ?? 0))
    to[row] = takesLeft ? leftRow : rightRow
    if (takesLeft) left += 1
    else right += 1
  }
}

/** `column` in the given row order; the column itself when `order` is null. */
export function inOrder<T extends NumberArray>(column: T, order: Uint32Array | null): T {
  if (order === null) return column
  const sorted = column.slice() as T
  // One loop for all element types would be several times slower: engines optimise a loop for the types that it has seen.
  if (sorted instanceof Float64Array && column instanceof Float64Array) reorderDoubles(column, sorted, order)
  else if (sorted instanceof Uint32Array && column instanceof Uint32Array) reorderWords(column, sorted, order)
  else if (sorted instanceof Uint16Array && column instanceof Uint16Array) reorderShorts(column, sorted, order)
  else for (let row = 0; row < order.length; row += 1) sorted[row] = column[order[row] ?? 0] ?? 0
  return sorted
}

function reorderDoubles(from: Float64Array, to: Float64Array, order: Uint32Array): void {
  for (let row = 0; row < order.length; row += 1) to[row] = from[order[row] ?? 0] ?? 0
}

function reorderWords(from: Uint32Array, to: Uint32Array, order: Uint32Array): void {
  for (let row = 0; row < order.length; row += 1) to[row] = from[order[row] ?? 0] ?? 0
}

function reorderShorts(from: Uint16Array, to: Uint16Array, order: Uint32Array): void {
  for (let row = 0; row < order.length; row += 1) to[row] = from[order[row] ?? 0] ?? 0
}
