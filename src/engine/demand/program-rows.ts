/** Rows of a task's program while it is built, and their packing into columns. */
import { NO_SIGNAL, WAIT_EXIT, WAIT_NONE, type TaskProgram } from './demand'
import { splitWhole } from './robust-stats'

/** One row; page counts may be fractions until packed. */
export interface ProgramRow {
  cpuNs: number
  alloc: number
  touch: number
  file: number
  /** Pages given back; -1 = all. */
  free: number
  waitKind: number
  /** ns; for WAIT_UNTIL and WAIT_FOR relative to the window's start. */
  waitNs: number
  /** Signal of the burst, and the one that a WAIT_FOR waits for; absent = none. */
  signal?: number
  after?: number
}

const totalOf = (rows: readonly ProgramRow[], pick: (row: ProgramRow) => number): number => rows.reduce((sum, row) => sum + Math.max(0, pick(row)), 0)

function wholePages(rows: readonly ProgramRow[], pick: (row: ProgramRow) => number): Int32Array {
  const total = Math.min(0x7fffffff, Math.round(totalOf(rows, pick)))
  return splitWhole(total, rows.map((row) => Math.max(0, pick(row))))
}

/** Packs rows into columns; fractions of pages are carried over so that totals stay. */
export function packProgram(rows: readonly ProgramRow[]): TaskProgram {
  const freePages = wholePages(rows, (row) => row.free)
  rows.forEach((row, i) => {
    if (row.free < 0) freePages[i] = -1
  })
  const signals = rows.some((row) => row.signal !== undefined || row.after !== undefined)
  return {
    rowCount: rows.length,
    cpuNs: Float64Array.from(rows, (row) => Math.round(Math.max(0, row.cpuNs))),
    allocPages: wholePages(rows, (row) => row.alloc),
    touchPages: wholePages(rows, (row) => row.touch),
    filePages: wholePages(rows, (row) => row.file),
    freePages,
    waitKind: Uint8Array.from(rows, (row) => row.waitKind),
    waitNs: Float64Array.from(rows, (row) => (row.waitKind === WAIT_NONE || row.waitKind === WAIT_EXIT ? 0 : Math.round(Math.max(0, row.waitNs)))),
    ...(signals ? { signal: Int32Array.from(rows, (row) => row.signal ?? NO_SIGNAL), after: Int32Array.from(rows, (row) => row.after ?? NO_SIGNAL) } : {})
  }
}

/** Splits a row into `count` equal ones; `waitOf(i)` gives the wait of part i, the last part keeps the row's own. */
export function splitRow(row: ProgramRow, count: number, waitOf: (part: number) => { waitKind: number; waitNs: number }): ProgramRow[] {
  if (count <= 1) return [row]
  const { signal, after, ...whole } = row
  const part = { ...whole, cpuNs: row.cpuNs / count, alloc: row.alloc / count, touch: row.touch / count, file: row.file / count, free: row.free > 0 ? row.free / count : 0 }
  const last = { ...part, free: row.free < 0 ? -1 : part.free, ...(signal === undefined ? {} : { signal }), ...(after === undefined ? {} : { after }) }
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : { ...part, ...waitOf(i) }))
}
