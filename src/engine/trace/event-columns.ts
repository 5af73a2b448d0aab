/** Rows of one kind of kernel event, and rows of wake-ups and marks. */
import { BLOCK_ROWS, inOrder, joinBlocks, sortOrder } from './columns'
import type { EventKind } from './event-kinds'
import { FileRows, type RowColumns } from './file-rows'
import { ABSENT, type EventTable, type MarkTable, type WakeupTable } from './trace'

const INT32_MAX = 2_147_483_647

/** Events of one kind. Arguments come in a scratch array in the order of the kind's `args`; NaN = the line did not carry it. */
export class EventColumns extends FileRows {
  readonly kind: EventKind
  readonly argNames: readonly string[]
  /** Integer arguments that did not fit into 32 bits; kept as absent. */
  outOfRange = 0
  private readonly isInt: readonly boolean[]
  private tsNs: Float64Array = new Float64Array(0)
  private cpu: Uint16Array = new Uint16Array(0)
  private thread: Uint32Array = new Uint32Array(0)
  /** Current blocks of the integer and of the other arguments, and the argument index of each. */
  private ints: Int32Array[] = []
  private floats: Float64Array[] = []
  private readonly intFrom: readonly number[]
  private readonly floatFrom: readonly number[]
  private readonly blocks = { tsNs: [] as Float64Array[], cpu: [] as Uint16Array[], thread: [] as Uint32Array[] }
  private readonly argBlocks: (Int32Array | Float64Array)[][]

  constructor(kind: EventKind) {
    super()
    this.kind = kind
    this.argNames = Object.keys(kind.args)
    this.isInt = Object.values(kind.args).map((type) => type === 'i')
    this.argBlocks = this.argNames.map(() => [])
    this.intFrom = this.argNames.map((_, index) => index).filter((index) => this.isInt[index] === true)
    this.floatFrom = this.argNames.map((_, index) => index).filter((index) => this.isInt[index] !== true)
  }

  get count(): number {
    return this.rows
  }

  push(tsNs: number, cpu: number, thread: number, values: Float64Array): void {
    if (this.row === BLOCK_ROWS) this.addBlock()
    const row = this.row
    this.tsNs[row] = tsNs
    this.cpu[row] = cpu
    this.thread[row] = thread
    this.setInts(row, values)
    for (let index = 0; index < this.floats.length; index += 1) {
      const column = this.floats[index]
      if (column !== undefined) column[row] = values[this.floatFrom[index] ?? 0] ?? NaN
    }
    this.row = row + 1
    this.rows += 1
  }

  protected get columns(): RowColumns {
    return { tsNs: this.blocks.tsNs, key: this.blocks.thread, all: [...Object.values(this.blocks), ...this.argBlocks] }
  }

  protected reopenLastBlock(): void {
    this.tsNs = this.blocks.tsNs.at(-1) ?? this.tsNs
    this.cpu = this.blocks.cpu.at(-1) ?? this.cpu
    this.thread = this.blocks.thread.at(-1) ?? this.thread
    this.ints = this.intFrom.map((index) => this.argBlocks[index]?.at(-1) as Int32Array)
    this.floats = this.floatFrom.map((index) => this.argBlocks[index]?.at(-1) as Float64Array)
  }

  /** The table, sorted by time. Empties this object. */
  finish(): EventTable {
    const count = this.rows
    const tsNs = joinBlocks(this.blocks.tsNs, new Float64Array(count))
    const order = sortOrder(tsNs)
    const args = this.argNames.map((name, index) => {
      const target = this.isInt[index] === true ? new Int32Array(count) : new Float64Array(count)
      return [name, inOrder(joinBlocks(this.argBlocks[index] ?? [], target), order)] as const
    })
    return {
      kind: this.kind.name,
      count,
      tsNs: inOrder(tsNs, order),
      cpu: inOrder(joinBlocks(this.blocks.cpu, new Uint16Array(count)), order),
      thread: inOrder(joinBlocks(this.blocks.thread, new Uint32Array(count)), order),
      args: Object.fromEntries(args)
    }
  }

  private setInts(row: number, values: Float64Array): void {
    const { ints, intFrom } = this
    for (let index = 0; index < ints.length; index += 1) {
      const column = ints[index]
      if (column === undefined) continue
      const value = values[intFrom[index] ?? 0] ?? NaN
      const fits = value <= INT32_MAX && value > ABSENT
      column[row] = fits ? value : ABSENT
      if (!fits && value === value) this.outOfRange += 1
    }
  }

  private addBlock(): void {
    this.blocks.tsNs.push((this.tsNs = new Float64Array(BLOCK_ROWS)))
    this.blocks.cpu.push((this.cpu = new Uint16Array(BLOCK_ROWS)))
    this.blocks.thread.push((this.thread = new Uint32Array(BLOCK_ROWS)))
    this.ints = Array.from(this.intFrom, () => new Int32Array(BLOCK_ROWS))
    this.floats = Array.from(this.floatFrom, () => new Float64Array(BLOCK_ROWS))
    this.ints.forEach((block, index) => this.argBlocks[this.intFrom[index] ?? 0]?.push(block))
    this.floats.forEach((block, index) => this.argBlocks[this.floatFrom[index] ?? 0]?.push(block))
    this.row = 0
  }
}

/** Wake-ups. */
export class WakeupColumns extends FileRows {
  private tsNs: Float64Array = new Float64Array(0)
  private thread: Uint32Array = new Uint32Array(0)
  private waker: Uint32Array = new Uint32Array(0)
  private targetCpu: Uint16Array = new Uint16Array(0)
  private readonly blocks = {
    tsNs: [] as Float64Array[], thread: [] as Uint32Array[], waker: [] as Uint32Array[], targetCpu: [] as Uint16Array[]
  }

  push(tsNs: number, thread: number, waker: number, targetCpu: number): void {
    if (this.row === BLOCK_ROWS) this.addBlock()
    const row = this.row
    this.tsNs[row] = tsNs
    this.thread[row] = thread
    this.waker[row] = waker
    this.targetCpu[row] = targetCpu
    this.row = row + 1
    this.rows += 1
  }

  protected get columns(): RowColumns {
    return { tsNs: this.blocks.tsNs, key: this.blocks.thread, all: Object.values(this.blocks) }
  }

  protected reopenLastBlock(): void {
    this.tsNs = this.blocks.tsNs.at(-1) ?? this.tsNs
    this.thread = this.blocks.thread.at(-1) ?? this.thread
    this.waker = this.blocks.waker.at(-1) ?? this.waker
    this.targetCpu = this.blocks.targetCpu.at(-1) ?? this.targetCpu
  }

  /** The table, sorted by time. Empties this object. */
  finish(): WakeupTable {
    const count = this.rows
    const tsNs = joinBlocks(this.blocks.tsNs, new Float64Array(count))
    const order = sortOrder(tsNs)
    return {
      count,
      tsNs: inOrder(tsNs, order),
      thread: inOrder(joinBlocks(this.blocks.thread, new Uint32Array(count)), order),
      waker: inOrder(joinBlocks(this.blocks.waker, new Uint32Array(count)), order),
      targetCpu: inOrder(joinBlocks(this.blocks.targetCpu, new Uint16Array(count)), order)
    }
  }

  private addBlock(): void {
    this.blocks.tsNs.push((this.tsNs = new Float64Array(BLOCK_ROWS)))
    this.blocks.thread.push((this.thread = new Uint32Array(BLOCK_ROWS)))
    this.blocks.waker.push((this.waker = new Uint32Array(BLOCK_ROWS)))
    this.blocks.targetCpu.push((this.targetCpu = new Uint16Array(BLOCK_ROWS)))
    this.row = 0
  }
}

/** User-space marks. */
export class MarkColumns extends FileRows {
  private tsNs: Float64Array = new Float64Array(0)
  private thread: Uint32Array = new Uint32Array(0)
  private text: Uint32Array = new Uint32Array(0)
  private readonly blocks = { tsNs: [] as Float64Array[], thread: [] as Uint32Array[], text: [] as Uint32Array[] }

  push(tsNs: number, thread: number, text: number): void {
    if (this.row === BLOCK_ROWS) this.addBlock()
    const row = this.row
    this.tsNs[row] = tsNs
    this.thread[row] = thread
    this.text[row] = text
    this.row = row + 1
    this.rows += 1
  }

  protected get columns(): RowColumns {
    return { tsNs: this.blocks.tsNs, key: this.blocks.text, all: Object.values(this.blocks) }
  }

  protected reopenLastBlock(): void {
    this.tsNs = this.blocks.tsNs.at(-1) ?? this.tsNs
    this.thread = this.blocks.thread.at(-1) ?? this.thread
    this.text = this.blocks.text.at(-1) ?? this.text
  }

  /** Calls `visit` with time and text of every mark of the file. */
  eachOfFile(visit: (tsNs: number, text: number) => void): void {
    for (let row = this.fileRow; row < this.rows; row += 1) {
      const block = Math.floor(row / BLOCK_ROWS)
      visit(this.blocks.tsNs[block]?.[row % BLOCK_ROWS] ?? 0, this.blocks.text[block]?.[row % BLOCK_ROWS] ?? 0)
    }
  }

  /** The table, sorted by time. Empties this object. */
  finish(): MarkTable {
    const count = this.rows
    const tsNs = joinBlocks(this.blocks.tsNs, new Float64Array(count))
    const order = sortOrder(tsNs)
    return {
      count,
      tsNs: inOrder(tsNs, order),
      thread: inOrder(joinBlocks(this.blocks.thread, new Uint32Array(count)), order),
      text: inOrder(joinBlocks(this.blocks.text, new Uint32Array(count)), order)
    }
  }

  private addBlock(): void {
    this.blocks.tsNs.push((this.tsNs = new Float64Array(BLOCK_ROWS)))
    this.blocks.thread.push((this.thread = new Uint32Array(BLOCK_ROWS)))
    this.blocks.text.push((this.text = new Uint32Array(BLOCK_ROWS)))
    this.row = 0
  }
}
