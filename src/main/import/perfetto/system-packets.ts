/** Counters and names that Perfetto polls from /proc and /sys: `SysStats`, `ProcessTree`, `ProcessStats`. */
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import type { PerfettoContext } from './perfetto-context'
import { readCpu, readTid } from './sched-events'
import { CPU_TIME_NAMES, MEMINFO_NAMES, PSI_NAMES, VMSTAT_NAMES } from './sys-stats-names'

const BYTES = 2
const BYTES_PER_KB = 1024
const KTHREADD = 2
const TOTALS: Readonly<Record<number, string>> = { 4: 'num_forks', 5: 'num_irq_total', 7: 'num_softirq_total' }
/** Fields of `ProcessStats.Process` in kB (protos/perfetto/trace/ps/process_stats.proto); 10 is the score. */
const PROCESS_MEMORY: Readonly<Record<number, string>> = {
  2: 'mem.virt', 3: 'mem.rss', 4: 'mem.rss.anon', 5: 'mem.rss.file', 6: 'mem.rss.shmem', 7: 'mem.swap', 8: 'mem.locked', 9: 'mem.rss.watermark', 24: 'mem.dmabuf_rss'
}
const OOM_SCORE = 10

/** `SysStats`, which ends at `end`. */
export function readSysStats(context: PerfettoContext, end: number, tsNs: number): void {
  const { reader, builder } = context
  let cpu = 0
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    const total = TOTALS[field]
    if (field === 1) readKeyed(context, reader.enter(end), tsNs, MEMINFO_NAMES, BYTES_PER_KB)
    else if (field === 2) readKeyed(context, reader.enter(end), tsNs, VMSTAT_NAMES, 1)
    else if (field === 3) readCpuTimes(context, reader.enter(end), tsNs)
    else if (field === 14) readKeyed(context, reader.enter(end), tsNs, PSI_NAMES, 1)
    else if (field === 11) cpu = readFrequencies(context, end, tsNs, cpu)
    else if (total !== undefined) builder.pushCounter(total, -1, tsNs, reader.readUnsigned())
  }
}

/** `{ key 1, value 2 }`. */
function readKeyed(context: PerfettoContext, end: number, tsNs: number, names: readonly string[], scale: number): void {
  const { reader } = context
  let key = 0
  let value = 0
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) key = reader.readUnsigned()
    else if (field === 2) value = reader.readUnsigned()
  }
  const name = names[key]
  if (name === undefined || name === '') context.warn('COUNTER_UNKNOWN', 'A counter has a number that no name is known for: left out.', `counter ${key}`)
  else context.builder.pushCounter(name, -1, tsNs, value * scale)
}

/** `CpuTimes { cpu_id 1, user 2 … steal 9 }`; a time that is not carried is 0. */
function readCpuTimes(context: PerfettoContext, end: number, tsNs: number): void {
  const { reader, builder } = context
  const values = new Array<number>(CPU_TIME_NAMES.length).fill(0)
  let cpu = -1
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) cpu = readCpu(reader)
    else if (field < values.length) values[field] = reader.readUnsigned()
  }
  if (cpu < 0) return
  for (let field = 2; field < values.length; field += 1) builder.pushCounter(CPU_TIME_NAMES[field] ?? '', cpu, tsNs, values[field] ?? 0)
}

/** `cpufreq_khz`, one value per CPU in their order, packed or not. Returns the number of the next CPU. */
function readFrequencies(context: PerfettoContext, end: number, tsNs: number, firstCpu: number): number {
  const { reader, builder } = context
  let cpu = firstCpu
  const push = (value: number): void => {
    if (cpu < MAX_CPUS) builder.pushCounter('cpufreq', cpu, tsNs, value)
    cpu += 1
  }
  if (reader.type !== BYTES) push(reader.readUnsigned())
  else {
    const listEnd = reader.enter(end)
    while (reader.pos < listEnd) push(reader.readVarint())
  }
  return cpu
}

/** `ProcessTree { processes 1, threads 2 }`. */
export function readProcessTree(context: PerfettoContext, end: number, tsNs: number): void {
  const { reader } = context
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) readProcess(context, reader.enter(end), tsNs)
    else if (field === 2) readThread(context, reader.enter(end))
  }
}

/** `Process { pid 1, ppid 2, cmdline 3*, cmdline_is_comm 9 }`. Without a command line nothing is known about it. */
function readProcess(context: PerfettoContext, end: number, tsNs: number): void {
  const { reader, builder } = context
  let pid = 0
  let parent = 0
  let isName = false
  const command: string[] = []
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) pid = readTid(reader)
    else if (field === 2) parent = readTid(reader)
    else if (field === 3 && command.length < 2) command.push(reader.readText(end))
    else if (field === 9) isName = reader.readUnsigned() !== 0
  }
  let [name = ''] = command
  if (name === '') return
  if (parent === KTHREADD) name = withoutQueue(name)
  // Some processes write their command line with blanks instead of NULs.
  else if (command.length === 1) name = name.split(' ', 1)[0] ?? name
  const thread = builder.threads.ofTid(pid)
  builder.threads.noteProcess(thread, pid)
  context.names.noteProcess(thread, tsNs, name)
  if (isName) context.names.noteListed(thread, name)
}

/** `Thread { tid 1, name 2, tgid 3 }`. */
function readThread(context: PerfettoContext, end: number): void {
  const { reader, builder } = context
  let tid = 0
  let tgid = 0
  let name = ''
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) tid = readTid(reader)
    else if (field === 2) name = reader.readText(end)
    else if (field === 3) tgid = readTid(reader)
  }
  const thread = builder.threads.ofTid(tid)
  builder.threads.noteProcess(thread, tgid)
  context.names.noteListed(thread, tid === tgid ? withoutQueue(name) : name)
}

/** /proc appends the last work queue to the name of a worker: `kworker/45:2-mm_percpu_wq`. */
function withoutQueue(name: string): string {
  return name.startsWith('kworker/') ? name.slice(0, 8) + (name.slice(8).split(/[-+]/, 1)[0] ?? '') : name
}

/** `ProcessStats { processes 1 }`. */
export function readProcessStats(context: PerfettoContext, end: number, tsNs: number): void {
  const { reader } = context
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) readProcessCounters(context, reader.enter(end), tsNs)
  }
}

function readProcessCounters(context: PerfettoContext, end: number, tsNs: number): void {
  const { reader, builder } = context
  const start = reader.pos
  let pid = 0
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) if (field === 1) pid = readTid(reader)
  reader.seek(start)
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    const name = PROCESS_MEMORY[field]
    if (name !== undefined) builder.processCounter(name, pid)?.push(tsNs, reader.readSigned() * BYTES_PER_KB)
    else if (field === OOM_SCORE) builder.processCounter('oom_score_adj', pid)?.push(tsNs, reader.readSigned())
  }
}
