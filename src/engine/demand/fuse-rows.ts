/**
 * Keeps programs small: consecutive rows of the same kind are fused as long as they span little time. CPU time, pages and
 * total wait are kept exactly; only their order within the span is lost.
 */
import { WAIT_EXIT, WAIT_FOR, WAIT_NONE, WAIT_RELATIVE, WAIT_UNTIL } from './demand'
import type { ProgramRow } from './program-rows'

/** A task's rows under construction. */
export interface RowList {
  readonly isApp: boolean
  readonly rows: readonly ProgramRow[]
}

/** Its wait ends at a time of the window's clock. */
function isOnClock(row: ProgramRow): boolean {
  return row.waitKind === WAIT_UNTIL || row.waitKind === WAIT_FOR
}

function spanOf(previous: ProgramRow | undefined, row: ProgramRow): number {
  if (!isOnClock(row)) return row.cpuNs + row.waitNs
  return previous !== undefined && isOnClock(previous) ? Math.max(row.cpuNs, row.waitNs - previous.waitNs) : row.cpuNs
}

function canFuse(into: ProgramRow, row: ProgramRow): boolean {
  if (into.free < 0 || into.waitKind === WAIT_EXIT || into.waitKind === WAIT_FOR || into.signal !== undefined) return false
  return into.waitKind === WAIT_NONE || into.waitKind === row.waitKind
}

function fuse(into: ProgramRow, row: ProgramRow): ProgramRow {
  const waitNs = row.waitKind === WAIT_RELATIVE ? row.waitNs + (into.waitKind === WAIT_RELATIVE ? into.waitNs : 0) : row.waitNs
  return {
    cpuNs: into.cpuNs + row.cpuNs, alloc: into.alloc + row.alloc, touch: into.touch + row.touch, file: into.file + row.file,
    free: row.free < 0 ? -1 : into.free + row.free, waitKind: row.waitKind, waitNs,
    ...(row.signal === undefined ? {} : { signal: row.signal }), ...(row.after === undefined ? {} : { after: row.after })
  }
}

/** Fuses rows whose sum spans at most `spanNs`. */
export function fuseRows(rows: readonly ProgramRow[], spanNs: number): ProgramRow[] {
  const result: ProgramRow[] = []
  let open = 0
  for (const [i, row] of rows.entries()) {
    const last = result.at(-1)
    const span = spanOf(rows[i - 1], row)
    if (last !== undefined && canFuse(last, row) && open + span <= spanNs) {
      result[result.length - 1] = fuse(last, row)
      open += span
    } else {
      result.push(row)
      open = span
    }
  }
  return result
}

const FIRST_SPAN_NS = 2e6
const LAST_SPAN_NS = 4e9

/**
 * Fuses until all programs together have at most `maxRows` rows: background first and coarser, programs of apps as little as
 * needed, because the chunks of an allocation are what watermarks see.
 */
export function fuseToFit(lists: readonly RowList[], maxRows: number): { rows: (readonly ProgramRow[])[]; appSpanNs: number; otherSpanNs: number } {
  const fused = lists.map((list) => list.rows)
  const count = (): number => fused.reduce((sum, rows) => sum + rows.length, 0)
  let appSpanNs = 0
  let otherSpanNs = 0
  for (let span = FIRST_SPAN_NS; count() > maxRows && span <= LAST_SPAN_NS; span *= 2) {
    otherSpanNs = span
    if (span >= 4 * FIRST_SPAN_NS) appSpanNs = span / 4
    lists.forEach((list, i) => {
      const limit = list.isApp ? appSpanNs : otherSpanNs
      if (limit > 0) fused[i] = fuseRows(list.rows, limit)
    })
  }
  return { rows: fused, appSpanNs, otherSpanNs }
}
