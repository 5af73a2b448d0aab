/** Threads met while importing: tid -> index, last known name, process. */
import { EMPTY_STRING, type StringTable } from './string-table'
import type { ThreadTable } from './trace'

/** Index of the idle task (tid 0) in every trace. */
export const IDLE_THREAD = 0
/** Index that stands for "no thread". */
export const NO_THREAD = 0xffffffff
/** Answer of `noteName` for a name that says nothing. */
export const NO_NAME = -1

/** Tids below this are found by a plain array; pid_max of 64-bit Linux is 4,194,304 (include/linux/threads.h). */
const DIRECT_TIDS = 4_194_304
const ANGLE = 0x3c
const DOT = 0x2e
const LETTER_U = 0x75
const MAX_LISTED = 4_194_304

/** Append-only thread table. Ids are handed out in order of first use; tid 0 is always index 0 and named `swapper`. */
export class ThreadTableBuilder {
  private readonly strings: StringTable
  private readonly tids: number[] = []
  private readonly tgids: number[] = []
  private readonly nameIds: number[] = []
  private readonly firstNameIds: number[] = []
  private readonly processNameIds: number[] = []
  /** tid -> index + 1. */
  private direct = new Uint32Array(4096)
  private readonly sparse = new Map<number, number>()
  /** What /proc or ps listed, by tid and by pid; only used for threads that a recording knows and says less about. */
  private readonly listedThreads = new Map<number, { readonly tgid: number; readonly name: string }>()
  private readonly listedProcesses = new Map<number, string>()

  constructor(strings: StringTable) {
    this.strings = strings
    this.add(0)
    this.nameIds[IDLE_THREAD] = strings.internText('swapper')
  }

  get count(): number {
    return this.tids.length
  }

  /** Index of thread `tid` (an integer in the int32 range), adding it when new. */
  ofTid(tid: number): number {
    const known = tid >= 0 && tid < this.direct.length ? (this.direct[tid] ?? 0) : (this.sparse.get(tid) ?? 0)
    return known !== 0 ? known - 1 : this.add(tid)
  }

  tid(thread: number): number {
    return this.tids[thread] ?? -1
  }

  /** Thread-group id; -1 when not known. */
  tgid(thread: number): number {
    return this.tgids[thread] ?? -1
  }

  /**
   * Notes the name in `buffer[start, end)`; returns its id for `noteNameId`. Empty names, `<...>` and `<unknown>` say nothing; the idle
   * task keeps its name: `NO_NAME`.
   */
  noteName(thread: number, buffer: Uint8Array, start: number, end: number): number {
    if (start >= end || thread === IDLE_THREAD) return NO_NAME
    if (buffer[start] === ANGLE && isPlaceholder(buffer, start, end)) return NO_NAME
    const known = this.nameIds[thread] ?? EMPTY_STRING
    if (this.strings.matches(known, buffer, start, end)) return known
    return this.setName(thread, this.strings.internBytes(buffer, start, end))
  }

  /** Notes a name that `noteName` was given before for this thread. */
  noteNameId(thread: number, name: number): void {
    if (name !== NO_NAME && this.nameIds[thread] !== name) this.setName(thread, name)
  }

  /** Same for a name that is already a string. */
  noteNameText(thread: number, name: string): void {
    if (name === '' || name === '<...>' || name === '<unknown>' || thread === IDLE_THREAD) return
    this.setName(thread, this.strings.internText(name))
  }

  /** Notes the process (thread group) of a thread. */
  noteProcess(thread: number, tgid: number): void {
    if (thread !== IDLE_THREAD && tgid > 0 && this.tgids[thread] !== tgid) this.tgids[thread] = tgid
  }

  /**
   * Notes the name of the thread's process, for formats that tell it apart from the name of its main thread; returns its id for
   * `noteProcessNameId`, `NO_NAME` for an empty one.
   */
  noteProcessName(thread: number, buffer: Uint8Array, start: number, end: number): number {
    if (start >= end || thread === IDLE_THREAD) return NO_NAME
    const known = this.processNameIds[thread] ?? EMPTY_STRING
    if (this.strings.matches(known, buffer, start, end)) return known
    return (this.processNameIds[thread] = this.strings.internBytes(buffer, start, end))
  }

  /** Notes a name that `noteProcessName` was given before for this thread. */
  noteProcessNameId(thread: number, name: number): void {
    if (name !== NO_NAME && this.processNameIds[thread] !== name) this.processNameIds[thread] = name
  }

  /** Same for a name that is already a string. */
  noteProcessNameText(thread: number, name: string): void {
    if (thread !== IDLE_THREAD && name !== '') this.processNameIds[thread] = this.strings.internText(name)
  }

  /** Gives threads and processes other names, for formats that write names in a disguise. */
  rename(nameOf: (name: string) => string): void {
    for (const ids of [this.nameIds, this.firstNameIds, this.processNameIds]) {
      ids.forEach((id, thread) => {
        const name = this.strings.text(id)
        const other = nameOf(name)
        if (other !== name) ids[thread] = this.strings.internText(other)
      })
    }
  }

  /** A listing has thread `tid` of process `tgid` (-1 = not told) under this name ('' = not told). */
  listThread(tid: number, tgid: number, name: string): void {
    if (this.listedThreads.size < MAX_LISTED) this.listedThreads.set(tid, { tgid, name })
  }

  /** A listing has process `pid` under this name. */
  listProcess(pid: number, name: string): void {
    if (name !== '' && this.listedProcesses.size < MAX_LISTED) this.listedProcesses.set(pid, name)
  }

  finish(): ThreadTable {
    this.useListings()
    return {
      count: this.count,
      tid: Int32Array.from(this.tids),
      tgid: Int32Array.from(this.tgids),
      name: this.nameIds.map((id) => this.strings.text(id)),
      firstName: this.firstNameIds.map((id) => this.strings.text(id)),
      processName: this.nameIds.map((_, thread) => this.strings.text(this.processNameId(thread)))
    }
  }

  private useListings(): void {
    for (let thread = IDLE_THREAD + 1; thread < this.tids.length; thread += 1) {
      const listed = this.listedThreads.get(this.tid(thread))
      if (listed === undefined) continue
      if (this.nameIds[thread] === EMPTY_STRING) this.noteNameText(thread, listed.name)
      if (this.tgid(thread) < 0) this.noteProcess(thread, listed.tgid)
    }
    for (let thread = IDLE_THREAD + 1; thread < this.tids.length && this.listedProcesses.size > 0; thread += 1) {
      if (this.processNameIds[thread] === EMPTY_STRING) this.noteProcessNameText(thread, this.listedProcesses.get(this.tgid(thread)) ?? '')
    }
  }

  /** The given process name, else that of the thread-group leader, else the leader's own name. */
  private processNameId(thread: number): number {
    const given = this.processNameIds[thread] ?? EMPTY_STRING
    const tgid = this.tgids[thread] ?? -1
    if (given !== EMPTY_STRING || tgid < 0) return given
    const leader = tgid < this.direct.length ? (this.direct[tgid] ?? 0) : (this.sparse.get(tgid) ?? 0)
    if (leader === 0) return EMPTY_STRING
    const leaderGiven = this.processNameIds[leader - 1] ?? EMPTY_STRING
    return leaderGiven !== EMPTY_STRING ? leaderGiven : (this.nameIds[leader - 1] ?? EMPTY_STRING)
  }

  private setName(thread: number, id: number): number {
    if (this.firstNameIds[thread] === EMPTY_STRING) this.firstNameIds[thread] = id
    return (this.nameIds[thread] = id)
  }

  private add(tid: number): number {
    const thread = this.tids.length
    this.tids.push(tid)
    this.tgids.push(-1)
    this.nameIds.push(EMPTY_STRING)
    this.firstNameIds.push(EMPTY_STRING)
    this.processNameIds.push(EMPTY_STRING)
    if (tid < 0 || tid >= DIRECT_TIDS) this.sparse.set(tid, thread + 1)
    else {
      this.growDirect(tid)
      this.direct[tid] = thread + 1
    }
    return thread
  }

  private growDirect(tid: number): void {
    if (tid < this.direct.length) return
    let length = this.direct.length
    while (length <= tid) length *= 2
    const larger = new Uint32Array(Math.min(length, DIRECT_TIDS))
    larger.set(this.direct)
    this.direct = larger
  }
}

/** `<...>` (ftrace) and `<unknown>` (text made from Perfetto) mean that the recorder did not know the name. */
function isPlaceholder(buffer: Uint8Array, start: number, end: number): boolean {
  const second = buffer[start + 1]
  if (end - start === 5 && second === DOT) return buffer[start + 2] === DOT && buffer[start + 3] === DOT
  return end - start === 9 && second === LETTER_U && String.fromCharCode(...buffer.subarray(start, end)) === '<unknown>'
}
