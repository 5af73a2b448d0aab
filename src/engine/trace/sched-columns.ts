/** Rows of the two forms of scheduling data: context switches (ftrace) and finished slices (trace_processor). */
import { BLOCK_ROWS, blockValue, inOrder, joinBlocks, keepRows, shiftBlocks, sortOrder, type NumberArray } from './columns'
import type { CpuSpans } from './cpu-spans'
import type { SchedTable } from './trace'

/** Row order of the numeric end states in `END_STATES`: index 0 is "not known". */
const UNKNOWN_STATE = 0
const OPEN = -1

export interface DerivedSched {
  readonly table: SchedTable
  /** Switches whose previous thread was not the one that ran according to the switch before: events are missing in between. */
  readonly mismatches: number
}

/** Context switches as they come; `finish` makes one slice of each, closed by the next switch on the same CPU. */
export class SwitchColumns {
  private rows = 0
  private fileRow = 0
  /** What the files before cover, as switches or as slices. */
  private readonly known: CpuSpans
  private row = BLOCK_ROWS
  private tsNs: Float64Array = new Float64Array(0)
  private cpu: Uint16Array = new Uint16Array(0)
  private prevThread: Uint32Array = new Uint32Array(0)
  private prevState: Uint8Array = new Uint8Array(0)
  private nextThread: Uint32Array = new Uint32Array(0)
  private nextPriority: Int16Array = new Int16Array(0)
  private readonly blocks = {
    tsNs: [] as Float64Array[], cpu: [] as Uint16Array[], prevThread: [] as Uint32Array[],
    prevState: [] as Uint8Array[], nextThread: [] as Uint32Array[], nextPriority: [] as Int16Array[]
  }

  constructor(known: CpuSpans) {
    this.known = known
  }

  get count(): number {
    return this.rows
  }

  push(tsNs: number, cpu: number, prevThread: number, prevState: number, nextThread: number, nextPriority: number): void {
    if (this.row === BLOCK_ROWS) this.addBlock()
    const row = this.row
    this.tsNs[row] = tsNs
    this.cpu[row] = cpu
    this.prevThread[row] = prevThread
    this.prevState[row] = prevState
    this.nextThread[row] = nextThread
    this.nextPriority[row] = nextPriority
    this.row = row + 1
    this.rows += 1
  }

  /** Rows from here on are those of the next file. */
  beginFile(): void {
    if (this.rows > this.fileRow) this.known.addFile(this.blocks, this.fileRow, this.rows)
    this.fileRow = this.rows
  }

  /** Moves the rows of the file. */
  shiftFile(deltaNs: number): void {
    shiftBlocks(this.blocks.tsNs, this.fileRow, this.rows, deltaNs)
  }

  /** Drops those rows of the file that fall into what a file before recorded of the same CPU; gives their number. */
  dropRepeated(): number {
    if (this.known.isEmpty || this.fileRow === this.rows) return 0
    const { tsNs, cpu } = this.blocks
    const kept = keepRows(Object.values(this.blocks), this.fileRow, this.rows, (row) => !this.known.covers(blockValue(cpu, row), blockValue(tsNs, row)))
    const dropped = this.rows - kept
    if (dropped > 0) this.continueAt(kept)
    return dropped
  }

  /** Turns the switches into slices. Empties this object. */
  finish(): DerivedSched {
    const count = this.rows
    const startNs = joinBlocks(this.blocks.tsNs, new Float64Array(count))
    const order = sortOrder(startNs)
    const table = {
      startNs: inOrder(startNs, order),
      cpu: inOrder(joinBlocks(this.blocks.cpu, new Uint16Array(count)), order),
      thread: inOrder(joinBlocks(this.blocks.nextThread, new Uint32Array(count)), order),
      priority: inOrder(joinBlocks(this.blocks.nextPriority, new Int16Array(count)), order)
    }
    const prevThread = inOrder(joinBlocks(this.blocks.prevThread, new Uint32Array(count)), order)
    const prevState = inOrder(joinBlocks(this.blocks.prevState, new Uint8Array(count)), order)
    return closeSlices(table, prevThread, prevState)
  }

  /** Goes on behind that many rows. */
  private continueAt(rows: number): void {
    this.rows = rows
    this.row = rows === 0 ? BLOCK_ROWS : ((rows - 1) % BLOCK_ROWS) + 1
    this.tsNs = this.blocks.tsNs.at(-1) ?? this.tsNs
    this.cpu = this.blocks.cpu.at(-1) ?? this.cpu
    this.prevThread = this.blocks.prevThread.at(-1) ?? this.prevThread
    this.prevState = this.blocks.prevState.at(-1) ?? this.prevState
    this.nextThread = this.blocks.nextThread.at(-1) ?? this.nextThread
    this.nextPriority = this.blocks.nextPriority.at(-1) ?? this.nextPriority
  }

  private addBlock(): void {
    this.blocks.tsNs.push((this.tsNs = new Float64Array(BLOCK_ROWS)))
    this.blocks.cpu.push((this.cpu = new Uint16Array(BLOCK_ROWS)))
    this.blocks.prevThread.push((this.prevThread = new Uint32Array(BLOCK_ROWS)))
    this.blocks.prevState.push((this.prevState = new Uint8Array(BLOCK_ROWS)))
    this.blocks.nextThread.push((this.nextThread = new Uint32Array(BLOCK_ROWS)))
    this.blocks.nextPriority.push((this.nextPriority = new Int16Array(BLOCK_ROWS)))
    this.row = 0
  }
}

/** Slices with known durations. */
export class SliceColumns {
  private rows = 0
  private fileRow = 0
  /** What the files before cover, as switches or as slices. */
  private readonly known: CpuSpans
  private row = BLOCK_ROWS
  private startNs: Float64Array = new Float64Array(0)
  private durationNs: Float64Array = new Float64Array(0)
  private cpu: Uint16Array = new Uint16Array(0)
  private thread: Uint32Array = new Uint32Array(0)
  private endState: Uint8Array = new Uint8Array(0)
  private priority: Int16Array = new Int16Array(0)
  private readonly blocks = {
    startNs: [] as Float64Array[], durationNs: [] as Float64Array[], cpu: [] as Uint16Array[],
    thread: [] as Uint32Array[], endState: [] as Uint8Array[], priority: [] as Int16Array[]
  }

  constructor(known: CpuSpans) {
    this.known = known
  }

  get count(): number {
    return this.rows
  }

  push(startNs: number, durationNs: number, cpu: number, thread: number, endState: number, priority: number): void {
    if (this.row === BLOCK_ROWS) this.addBlock()
    const row = this.row
    this.startNs[row] = startNs
    this.durationNs[row] = durationNs
    this.cpu[row] = cpu
    this.thread[row] = thread
    this.endState[row] = endState
    this.priority[row] = priority
    this.row = row + 1
    this.rows += 1
  }

  /** Rows from here on are those of the next file. */
  beginFile(): void {
    if (this.rows > this.fileRow) this.known.addFile({ ...this.blocks, tsNs: this.blocks.startNs }, this.fileRow, this.rows)
    this.fileRow = this.rows
  }

  /** Moves the rows of the file. */
  shiftFile(deltaNs: number): void {
    shiftBlocks(this.blocks.startNs, this.fileRow, this.rows, deltaNs)
  }

  /** Drops those rows of the file that begin in what a file before recorded of the same CPU, and cuts those that reach into it; gives the number dropped. */
  dropRepeated(): number {
    if (this.known.isEmpty || this.fileRow === this.rows) return 0
    const { startNs, cpu } = this.blocks
    const kept = keepRows(Object.values(this.blocks), this.fileRow, this.rows, (row) => !this.known.covers(blockValue(cpu, row), blockValue(startNs, row)))
    const dropped = this.rows - kept
    if (dropped > 0) this.continueAt(kept)
    this.cutFile()
    return dropped
  }

  private cutFile(): void {
    const { startNs, cpu, durationNs } = this.blocks
    for (let row = this.fileRow; row < this.rows; row += 1) {
      const longestNs = this.known.nextStart(blockValue(cpu, row), blockValue(startNs, row)) - blockValue(startNs, row)
      const block = durationNs[Math.floor(row / BLOCK_ROWS)]
      const ownNs = blockValue(durationNs, row)
      if (block !== undefined && longestNs < Infinity && (ownNs === OPEN || ownNs > longestNs)) block[row % BLOCK_ROWS] = longestNs
    }
  }

  /** The table, sorted by start. Empties this object. */
  finish(): SchedTable {
    const count = this.rows
    const startNs = joinBlocks(this.blocks.startNs, new Float64Array(count))
    const order = sortOrder(startNs)
    return {
      count,
      startNs: inOrder(startNs, order),
      durationNs: inOrder(joinBlocks(this.blocks.durationNs, new Float64Array(count)), order),
      cpu: inOrder(joinBlocks(this.blocks.cpu, new Uint16Array(count)), order),
      thread: inOrder(joinBlocks(this.blocks.thread, new Uint32Array(count)), order),
      endState: inOrder(joinBlocks(this.blocks.endState, new Uint8Array(count)), order),
      priority: inOrder(joinBlocks(this.blocks.priority, new Int16Array(count)), order)
    }
  }

  /** Goes on behind that many rows. */
  private continueAt(rows: number): void {
    this.rows = rows
    this.row = rows === 0 ? BLOCK_ROWS : ((rows - 1) % BLOCK_ROWS) + 1
    this.startNs = this.blocks.startNs.at(-1) ?? this.startNs
    this.durationNs = this.blocks.durationNs.at(-1) ?? this.durationNs
    this.cpu = this.blocks.cpu.at(-1) ?? this.cpu
    this.thread = this.blocks.thread.at(-1) ?? this.thread
    this.endState = this.blocks.endState.at(-1) ?? this.endState
    this.priority = this.blocks.priority.at(-1) ?? this.priority
  }

  private addBlock(): void {
    this.blocks.startNs.push((this.startNs = new Float64Array(BLOCK_ROWS)))
    this.blocks.durationNs.push((this.durationNs = new Float64Array(BLOCK_ROWS)))
    this.blocks.cpu.push((this.cpu = new Uint16Array(BLOCK_ROWS)))
    this.blocks.thread.push((this.thread = new Uint32Array(BLOCK_ROWS)))
    this.blocks.endState.push((this.endState = new Uint8Array(BLOCK_ROWS)))
    this.blocks.priority.push((this.priority = new Int16Array(BLOCK_ROWS)))
    this.row = 0
  }
}

type OpenSlices = Pick<SchedTable, 'startNs' | 'cpu' | 'thread' | 'priority'>

function closeSlices(slices: OpenSlices, prevThread: Uint32Array, prevState: Uint8Array): DerivedSched {
  const count = slices.startNs.length
  const durationNs = new Float64Array(count).fill(OPEN)
  const endState = new Uint8Array(count).fill(UNKNOWN_STATE)
  const openRow: number[] = []
  let mismatches = 0
  for (let row = 0; row < count; row += 1) {
    const cpu = slices.cpu[row] ?? 0
    const open = openRow[cpu]
    openRow[cpu] = row
    if (open === undefined) continue
    durationNs[open] = (slices.startNs[row] ?? 0) - (slices.startNs[open] ?? 0)
    if (slices.thread[open] === prevThread[row]) endState[open] = prevState[row] ?? UNKNOWN_STATE
    else mismatches += 1
  }
  return { table: { count, ...slices, durationNs, endState }, mismatches }
}

/** Rows of two tables that cover different times or CPUs, by start. What was still running at the end of one ends where the other goes on. */
export function joinSched(a: SchedTable, b: SchedTable): SchedTable {
  const join = <T extends NumberArray>(target: T, first: T, second: T): T => {
    target.set(first)
    target.set(second, first.length)
    return target
  }
  const count = a.count + b.count
  const startNs = join(new Float64Array(count), a.startNs, b.startNs)
  const order = sortOrder(startNs)
  const table = {
    count,
    startNs: inOrder(startNs, order),
    durationNs: inOrder(join(new Float64Array(count), a.durationNs, b.durationNs), order),
    cpu: inOrder(join(new Uint16Array(count), a.cpu, b.cpu), order),
    thread: inOrder(join(new Uint32Array(count), a.thread, b.thread), order),
    endState: inOrder(join(new Uint8Array(count), a.endState, b.endState), order),
    priority: inOrder(join(new Int16Array(count), a.priority, b.priority), order)
  }
  const last: number[] = []
  for (let row = 0; row < count; row += 1) {
    const cpu = table.cpu[row] ?? 0
    const open = last[cpu]
    if (open !== undefined && table.durationNs[open] === OPEN) table.durationNs[open] = (table.startNs[row] ?? 0) - (table.startNs[open] ?? 0)
    last[cpu] = row
  }
  return table
}

/** The rows of a table from row `first` on. */
export function rowsFrom(table: SchedTable, first: number): SchedTable {
  return {
    count: table.count - first,
    startNs: table.startNs.slice(first),
    durationNs: table.durationNs.slice(first),
    cpu: table.cpu.slice(first),
    thread: table.thread.slice(first),
    endState: table.endState.slice(first),
    priority: table.priority.slice(first)
  }
}
