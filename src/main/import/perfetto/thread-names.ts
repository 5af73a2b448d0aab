/**
 * Names and processes of threads. The packets of a recording are not in order of time (every CPU has a buffer of its own), so
 * each name comes with its time and the latest counts; what /proc listed counts more than what events say, as in trace_processor.
 */
import type { TraceBuilder } from '../../../engine/trace/trace-builder'

const MAX_PENDING = 1_000_000

export class ThreadNames {
  private readonly builder: TraceBuilder
  /** By thread: time of its name and of its process name. */
  private nameNs = new Float64Array(256).fill(-Infinity)
  private readonly processNameNs = new Map<number, number>()
  /** Names listed by /proc, by thread. */
  private readonly listed = new Map<number, string>()
  /** Threads whose process is that of another one, which was not known yet. */
  private readonly pending: (readonly [thread: number, parent: number])[] = []

  constructor(builder: TraceBuilder) {
    this.builder = builder
  }

  /** An event at `tsNs` gives `thread` the name in `bytes[start, end)`. */
  note(thread: number, tsNs: number, bytes: Uint8Array, start: number, end: number): void {
    if (thread >= this.nameNs.length) this.grow(thread)
    if (!(tsNs >= (this.nameNs[thread] ?? -Infinity)) || start >= end) return
    this.nameNs[thread] = tsNs
    this.builder.threads.noteName(thread, bytes, start, end)
  }

  /** The same for a name that is already a string; a main thread gives its process the name too. */
  noteText(thread: number, tsNs: number, name: string): void {
    if (name === '') return
    if (thread >= this.nameNs.length) this.grow(thread)
    if (tsNs >= (this.nameNs[thread] ?? -Infinity)) {
      this.nameNs[thread] = tsNs
      this.builder.threads.noteNameText(thread, name)
    }
    if (this.builder.threads.tgid(thread) === this.builder.threads.tid(thread)) this.noteProcess(thread, tsNs, name)
  }

  /** The process whose main thread is `thread` had this name at `tsNs`. */
  noteProcess(thread: number, tsNs: number, name: string): void {
    if (name === '' || tsNs < (this.processNameNs.get(thread) ?? -Infinity)) return
    this.processNameNs.set(thread, tsNs)
    this.builder.threads.noteProcessNameText(thread, name)
  }

  /** /proc listed `thread` under this name. */
  noteListed(thread: number, name: string): void {
    if (name !== '') this.listed.set(thread, name)
  }

  /** `thread` belongs to the process of `parent`. */
  joinProcess(thread: number, parent: number): void {
    const tgid = this.builder.threads.tgid(parent)
    if (tgid > 0) this.builder.threads.noteProcess(thread, tgid)
    else if (this.pending.length < MAX_PENDING) this.pending.push([thread, parent])
  }

  /** Hands over what is settled only at the end. */
  finish(): void {
    const { threads } = this.builder
    for (const [thread, parent] of this.pending) if (threads.tgid(thread) < 0) threads.noteProcess(thread, threads.tgid(parent))
    for (const [thread, name] of this.listed) threads.noteNameText(thread, name)
  }

  private grow(thread: number): void {
    const larger = new Float64Array(Math.max(thread + 1, this.nameNs.length * 2)).fill(-Infinity)
    larger.set(this.nameNs)
    this.nameNs = larger
  }
}
