/** Rows that grow file by file, in blocks: what tables of events, wake-ups and marks have in common. */
import { BLOCK_ROWS, keepRows, shiftBlocks } from './columns'
import { areMultiples, repeatedRows, type KeyedRows } from './repeated-rows'

/** The blocks of a table: its times, the key that rows must share to be the same, and all columns. */
export interface RowColumns extends KeyedRows {
  readonly tsNs: Float64Array[]
  readonly all: Parameters<typeof keepRows>[0]
}

export abstract class FileRows {
  protected rows = 0
  protected fileRow = 0
  /** Place of the next row in its block. */
  protected row = BLOCK_ROWS

  protected abstract get columns(): RowColumns

  /** Goes on in the last of the blocks that are left. */
  protected abstract reopenLastBlock(): void

  /** Rows from here on are those of the next file. */
  beginFile(): void {
    this.fileRow = this.rows
  }

  /** Moves the rows of the file. */
  shiftFile(deltaNs: number): void {
    shiftBlocks(this.columns.tsNs, this.fileRow, this.rows, deltaNs)
  }

  /** Whether all times of the file are whole multiples of `stepNs`; null when it added none. */
  isFileInSteps(stepNs: number): boolean | null {
    return this.fileRow === this.rows ? null : areMultiples(this.columns.tsNs, this.fileRow, this.rows, stepNs)
  }

  /** Drops the rows of the file that a file before has too; gives their number. Times less than `toleranceNs` apart are the same. */
  dropRepeated(toleranceNs: number): number {
    if (this.fileRow === 0 || this.fileRow === this.rows) return 0
    const { columns } = this
    const isRepeated = repeatedRows(columns, this.fileRow, this.rows, toleranceNs)
    const kept = keepRows(columns.all, this.fileRow, this.rows, (row) => isRepeated[row - this.fileRow] === 0)
    const dropped = this.rows - kept
    if (dropped === 0) return 0
    this.rows = kept
    this.row = ((kept - 1) % BLOCK_ROWS) + 1
    this.reopenLastBlock()
    return dropped
  }
}
