/** Runs of bytes that name a thread, with the thread, the name that it then has, and a number that stands there as well. */
import type { ThreadTableBuilder } from '../../../engine/trace/thread-table-builder'
import type { TextBlock } from './bytes'
import { NOT_FOUND, RunMemory } from './run-memory'

export class ThreadRuns {
  private readonly table: ThreadTableBuilder
  private readonly runs = new RunMemory()
  private readonly threads = new Uint32Array(RunMemory.slots)
  private readonly names = new Int32Array(RunMemory.slots)
  private readonly numbers = new Int32Array(RunMemory.slots)

  constructor(table: ThreadTableBuilder) {
    this.table = table
  }

  /** As `RunMemory.find`. */
  find(block: TextBlock, start: number, hashedAt: number): number {
    return this.runs.find(block, start, hashedAt)
  }

  lengthOf(slot: number): number {
    return this.runs.lengths[slot] ?? 0
  }

  numberOf(slot: number): number {
    return this.numbers[slot] ?? 0
  }

  /** The thread of a run that was found; notes its name again, another line may have given it a new one. */
  use(slot: number): number {
    const thread = this.threads[slot] ?? 0
    this.table.noteNameId(thread, this.names[slot] ?? 0)
    return thread
  }

  /** Notes the name in `[nameStart, nameEnd)` and remembers the run `[start, end)`, which is hashed from the name on. */
  keep(block: TextBlock, start: number, end: number, nameStart: number, nameEnd: number, thread: number, number: number): void {
    const name = this.table.noteName(thread, block.bytes, nameStart, nameEnd)
    const slot = this.runs.keep(block, start, end, nameStart)
    if (slot === NOT_FOUND) return
    this.threads[slot] = thread
    this.names[slot] = name
    this.numbers[slot] = number
  }
}
