/**
 * Growing typed columns. Rows live in blocks of fixed size, so growing never copies and memory stays close to what the rows
 * need; `joinBlocks` makes the one exact array at the end. Each table has its own block class with plain typed fields:
 * one generic column class would see all array types at one place in the code and become several times slower.
 */

/** Rows per block: a multiple of the page size for every element type. */
export const BLOCK_ROWS = 16_384

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

/** Row order that sorts `tsNs` ascending, ties by row; null when it already is. */
export function sortOrder(tsNs: Float64Array): Uint32Array | null {
  let isSorted = true
  for (let row = 1; row < tsNs.length && isSorted; row += 1) isSorted = (tsNs[row] ?? 0) >= (tsNs[row - 1] ?? 0)
  if (isSorted) return null
  const order = Uint32Array.from(tsNs, (_, row) => row)
  return order.sort((a, b) => (tsNs[a] ?? 0) - (tsNs[b] ?? 0) || a - b)
}

/** `column` in the given row order; the column itself when `order` is null. */
export function inOrder<T extends NumberArray>(column: T, order: Uint32Array | null): T {
  if (order === null) return column
  const sorted = column.slice() as T
  for (let row = 0; row < order.length; row += 1) sorted[row] = column[order[row] ?? 0] ?? 0
  return sorted
}
