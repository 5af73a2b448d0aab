/** What every metric means, by flat name. One definition for tables, reports, the app's help and the command line. */

export type MetricDirection = 'higher' | 'lower' | 'neutral'
export type MetricGroup = 'reclaim' | 'stalls' | 'cpu' | 'queue' | 'zram' | 'writeback' | 'zswap' | 'energy'

/**
 * How a prediction is to be read: volumes and CPU time are points with a band; stalls are a threshold effect and belong on a
 * log scale with an interval.
 */
export type MetricKind = 'volume' | 'cpu' | 'stall'

export interface MetricDefinition {
  /** Flat name; `*` stands for a CPU number. */
  readonly name: string
  readonly title: string
  /** Unit symbol; '' for a plain count. */
  readonly unit: string
  readonly explanation: string
  /** Where an observed value comes from. */
  readonly source: string
  /** Which way is better. */
  readonly direction: MetricDirection
  readonly group: MetricGroup
  readonly kind: MetricKind
}

type Row = readonly [name: string, title: string, unit: string, direction: MetricDirection, explanation: string, source: string]

const VMSTAT = '/proc/vmstat'
const VMSTAT_OR_EVENTS = '/proc/vmstat, else mm_vmscan_lru_shrink_inactive'
const SCHED = 'sched_switch'
const STALL_EVENTS = 'mm_vmscan_direct_reclaim_begin/end'
const KSWAPD_EVENTS = 'mm_vmscan_kswapd_wake/sleep, else sched_switch'
const QUEUE_COUNTERS = 'queue counters of the kcompressd kernel'
const REPLAY_ONLY = 'replay only'
const BD_STAT = '/sys/block/zram*/bd_stat'
const ZSWAP_DEBUG = '/sys/kernel/debug/zswap'
const MM_STAT = '/sys/block/zram*/mm_stat'
const IO_STAT = '/sys/block/zram*/io_stat'

function define(group: MetricGroup, kind: MetricKind, rows: readonly Row[]): MetricDefinition[] {
  return rows.map(([name, title, unit, direction, explanation, source]) => ({ name, title, unit, direction, explanation, source, group, kind }))
}

/** All metrics in the order in which tables show them. */
export const METRIC_DEFINITIONS: readonly MetricDefinition[] = [
  ...define('reclaim', 'volume', [
    ['durationS', 'Duration', 's', 'neutral', 'Length of the analysed span; of a replay, also what a workload that was held back needed beyond it.', 'the window'],
    ['pgstealAnon', 'pgsteal_anon', 'pages', 'neutral', 'Anonymous pages freed by reclaim, counted when they are freed.', VMSTAT_OR_EVENTS],
    ['pgstealAnonPerS', 'pgsteal_anon per second', 'pages/s', 'neutral', 'Anonymous pages freed per second of the span.', VMSTAT_OR_EVENTS],
    ['pgstealAnonPerAwakeS', 'pgsteal_anon per awake second', 'pages/s', 'higher', 'Anonymous pages freed per second in which kswapd was awake: how fast reclaim works when it works.', VMSTAT_OR_EVENTS],
    ['pgstealFile', 'pgsteal_file', 'pages', 'neutral', 'File pages freed by reclaim.', VMSTAT_OR_EVENTS],
    ['pgstealKswapd', 'pgsteal_kswapd', 'pages', 'neutral', 'Pages freed by kswapd.', VMSTAT_OR_EVENTS],
    ['pgstealDirect', 'pgsteal_direct', 'pages', 'lower', 'Pages freed by allocating tasks themselves.', VMSTAT_OR_EVENTS],
    ['pgscanAnon', 'pgscan_anon', 'pages', 'neutral', 'Anonymous pages looked at; asynchronous writing looks at each page twice.', VMSTAT_OR_EVENTS],
    ['pgscanKswapd', 'pgscan_kswapd', 'pages', 'neutral', 'Pages looked at by kswapd.', VMSTAT_OR_EVENTS],
    ['pgscanDirect', 'pgscan_direct', 'pages', 'lower', 'Pages looked at by allocating tasks themselves.', VMSTAT_OR_EVENTS],
    ['pgrotated', 'pgrotated', 'pages', 'neutral', 'Written pages moved to the tail of the inactive list to be freed next.', VMSTAT],
    ['pswpin', 'pswpin', 'pages', 'lower', 'Pages read back from swap.', VMSTAT],
    ['pswpout', 'pswpout', 'pages', 'neutral', 'Pages written to swap, failed writes included.', VMSTAT]
  ]),
  ...define('stalls', 'stall', [
    ['allocstall', 'allocstall', '', 'lower', 'Entries into direct reclaim, kernel threads included.', '/proc/vmstat allocstall_*, else mm_vmscan_direct_reclaim_begin'],
    ['directReclaim.count', 'Direct reclaims', '', 'lower', 'Entries of user tasks into direct reclaim.', STALL_EVENTS],
    ['directReclaim.totalMs', 'Direct reclaim time', 'ms', 'lower', 'Wall time that user tasks spent in direct reclaim.', STALL_EVENTS],
    ['directReclaim.p50Ms', 'Direct reclaim, median', 'ms', 'lower', 'Median length of one direct reclaim of a user task.', STALL_EVENTS],
    ['directReclaim.p95Ms', 'Direct reclaim, 95th percentile', 'ms', 'lower', 'Length that 95 % of the direct reclaims do not exceed.', STALL_EVENTS],
    ['directReclaim.maxMs', 'Direct reclaim, longest', 'ms', 'lower', 'Longest single direct reclaim of a user task.', STALL_EVENTS],
    ['stalledTaskMs', 'Stalled task time', 'ms', 'lower', 'Time that user tasks waited for memory, throttling included where it is known.', STALL_EVENTS],
    ['kcompressd.directReclaims', 'Direct reclaims of kcompressd', '', 'lower', 'Entries of the compression thread itself into direct reclaim.', STALL_EVENTS]
  ]),
  ...define('cpu', 'cpu', [
    ['kswapd.awakeS', 'kswapd awake', 's', 'lower', 'Time between wake-up and falling asleep, its 100 ms nap included.', KSWAPD_EVENTS],
    ['kswapd.wakes', 'kswapd wake-ups', '', 'neutral', 'Wake events of kswapd, also those out of its nap.', 'mm_vmscan_kswapd_wake'],
    ['kswapd.sleeps', 'kswapd sleeps', '', 'neutral', 'Times that kswapd fell asleep.', 'mm_vmscan_kswapd_sleep'],
    ['kswapd.cpuS', 'kswapd CPU time', 's', 'lower', 'CPU time of all kswapd threads.', SCHED],
    ['kcompressd.cpuS', 'kcompressd CPU time', 's', 'neutral', 'CPU time of all kcompressd threads, their own reclaim included.', SCHED],
    ['interferenceMs', 'Interference', 'ms', 'lower', 'Time that applications and background tasks were ready to run while another task had their CPU.', 'sched_switch with sched_waking or sched_wakeup'],
    ['cpus.*.busyPct', 'CPU * busy', '%', 'lower', 'Share of the span in which the CPU was not idle.', SCHED],
    ['cpus.*.byClass.app', 'CPU * in applications', '%', 'neutral', 'Share in user tasks that allocate memory, without their direct reclaim.', SCHED],
    ['cpus.*.byClass.directReclaim', 'CPU * in direct reclaim', '%', 'lower', 'Share in which a task reclaimed for itself.', `${SCHED}, ${STALL_EVENTS}`],
    ['cpus.*.byClass.kswapd', 'CPU * in kswapd', '%', 'neutral', 'Share in kswapd.', SCHED],
    ['cpus.*.byClass.kcompressd', 'CPU * in kcompressd', '%', 'neutral', 'Share in kcompressd.', SCHED],
    ['cpus.*.byClass.other', 'CPU * in other tasks', '%', 'neutral', 'Share in everything else: kernel threads and tasks that only compute.', SCHED],
    ['cpus.*.byClass.idle', 'CPU * idle', '%', 'higher', 'Share in which nothing ran.', SCHED]
  ]),
  ...define('queue', 'volume', [
    ['kcompressd.queued', 'Pages queued', 'pages', 'neutral', 'Pages handed to kcompressd.', QUEUE_COUNTERS],
    ['kcompressd.fallbackFull', 'Fallbacks, queue full', 'pages', 'lower', 'Pages that kswapd compressed itself because every queue was full.', QUEUE_COUNTERS],
    ['kcompressd.maxDepth', 'Deepest queue', 'pages', 'neutral', 'Most pages waiting in one queue.', QUEUE_COUNTERS],
    ['kcompressd.waitMsMean', 'Mean wait in the queue', 'ms', 'lower', 'Mean time between queueing a page and the start of its write.', QUEUE_COUNTERS],
    ['queueHits', 'Faults on queued pages', '', 'neutral', 'Faults that found their page still queued, so that nothing had to be decompressed.', REPLAY_ONLY]
  ]),
  ...define('zram', 'volume', [
    ['zram.origBytes', 'Stored data', 'B', 'neutral', 'Uncompressed size of what zram holds at the end of the span.', MM_STAT],
    ['zram.comprBytes', 'Compressed data', 'B', 'lower', 'Compressed size of what zram holds.', MM_STAT],
    ['zram.memUsedBytes', 'zram memory', 'B', 'lower', 'Memory that zram takes, with the losses of its allocator.', MM_STAT],
    ['zram.samePages', 'Same-filled pages', 'pages', 'neutral', 'Pages of one repeated word, stored without memory.', MM_STAT],
    ['zram.hugePages', 'Incompressible pages', 'pages', 'lower', 'Pages stored whole.', MM_STAT],
    ['zram.memUsedMaxBytes', 'zram memory, most', 'B', 'lower', 'Most memory that zram took at one time.', MM_STAT],
    ['zram.memLimitBytes', 'mem_limit', 'B', 'neutral', 'Memory that zram may take; 0 is no limit.', MM_STAT],
    ['zram.pagesCompacted', 'pages_compacted', 'pages', 'neutral', 'Pages of memory that compaction of the allocator freed.', MM_STAT],
    ['zram.failedWrites', 'failed_writes', 'pages', 'lower', 'Writes that failed because no memory was left or the limit was reached; their pages stay in memory.', IO_STAT],
    ['zram.notifyFree', 'notify_free', '', 'neutral', 'Slots given back by the swap layer.', IO_STAT],
    ['zram.writeStalls', 'writestall', '', 'lower', 'Stores that found no memory at first and took the slow path.', '/sys/block/zram*/debug_stat']
  ]),
  ...define('writeback', 'volume', [
    ['writeback.bdCount', 'bd_count', 'pages', 'neutral', 'Pages on the backing device at the end of the span.', BD_STAT],
    ['writeback.bdReads', 'bd_reads', 'pages', 'lower', 'Pages read back from the backing device.', BD_STAT],
    ['writeback.bdWrites', 'bd_writes', 'pages', 'neutral', 'Pages written to the backing device.', BD_STAT],
    ['writeback.discarded', 'Written for nothing', 'pages', 'lower', 'Pages that were used or freed while they were being written.', REPLAY_ONLY],
    ['writeback.failedWrites', 'Failed writes', 'pages', 'lower', 'Writes that failed; their pages stayed in memory.', REPLAY_ONLY],
    ['writeback.neverRead', 'Never read back', 'pages', 'higher', 'Pages written back that nobody read until they were freed or the span ended: what compressed writeback never decompresses.', REPLAY_ONLY],
    ['writeback.readBackPct', 'Share read back', '%', 'lower', 'Share of the pages written back that were read again.', REPLAY_ONLY]
  ]),
  ...define('writeback', 'cpu', [
    ['writeback.writeCpuS', 'CPU time of writeback', 's', 'lower', 'CPU time of the task that writes back.', REPLAY_ONLY],
    ['writeback.writeDecompressCpuS', 'Decompressing for writeback', 's', 'lower', 'The part of it that decompressed pages before they were written.', REPLAY_ONLY],
    ['writeback.readCpuS', 'CPU time of read-back', 's', 'lower', 'CPU time of submitting reads, handing pages to workers and decompressing them.', REPLAY_ONLY],
    ['writeback.readDecompressCpuS', 'Decompressing after read-back', 's', 'lower', 'The part of it that decompressed pages after they were read.', REPLAY_ONLY],
    ['writeback.writeEnergyJ', 'Energy of writeback', 'J', 'lower', 'Energy of that CPU time by the power model of the device; unknown without its coefficients.', REPLAY_ONLY],
    ['writeback.readEnergyJ', 'Energy of read-back', 'J', 'lower', 'Energy of that CPU time by the power model of the device; unknown without its coefficients.', REPLAY_ONLY],
    ['writeback.readP50Us', 'Read-back, median', 'µs', 'lower', 'Median time from a fault on a page of the backing device to its data.', REPLAY_ONLY],
    ['writeback.readP95Us', 'Read-back, 95th percentile', 'µs', 'lower', 'Time that 95 % of the reads do not exceed.', REPLAY_ONLY],
    ['writeback.deviceBusyS', 'Backing device busy', 's', 'lower', 'Time in which the device served requests.', REPLAY_ONLY]
  ]),
  ...define('writeback', 'volume', [
    ['recompression.tried', 'Recompression tried', 'pages', 'neutral', 'Pages that the second algorithm tried, once each.', REPLAY_ONLY],
    ['recompression.smaller', 'Recompressed', 'pages', 'higher', 'Pages whose new object landed in a smaller class and replaced the old one; the rest were marked incompressible.', REPLAY_ONLY],
    ['recompression.savedBytes', 'Saved by recompression', 'B', 'higher', 'Bytes by which those objects got smaller.', REPLAY_ONLY]
  ]),
  ...define('writeback', 'cpu', [
    ['recompression.cpuS', 'CPU time of recompression', 's', 'lower', 'CPU time of decompressing with the first algorithm and compressing with the second.', REPLAY_ONLY],
    ['recompression.energyJ', 'Energy of recompression', 'J', 'lower', 'Energy of that CPU time by the power model of the device; unknown without its coefficients.', REPLAY_ONLY]
  ]),
  ...define('zswap', 'volume', [
    ['zswap.stored', 'stored_pages', 'pages', 'neutral', 'Pages in the pool at the end of the span.', ZSWAP_DEBUG],
    ['zswap.onDevice', 'Pages on the swap device', 'pages', 'neutral', 'Pages whose only copy is on the swap device at the end of the span.', REPLAY_ONLY],
    ['zswap.zswpout', 'zswpout', 'pages', 'neutral', 'Pages that zswap took.', VMSTAT],
    ['zswap.zswpin', 'zswpin', 'pages', 'lower', 'Pages read back from the pool.', VMSTAT],
    ['zswap.poolLimitHit', 'pool_limit_hit', '', 'lower', 'Stores that found the pool at its limit.', ZSWAP_DEBUG],
    ['zswap.rejectCompressPoor', 'reject_compress_poor', 'pages', 'lower', 'Pages that did not get smaller.', ZSWAP_DEBUG],
    ['zswap.rejectAllocFail', 'reject_alloc_fail', 'pages', 'lower', 'Pages for which the pool found no memory.', ZSWAP_DEBUG],
    ['zswap.refusedToDevice', 'Refused, to the device', 'pages', 'lower', 'Refused pages that were written to the swap device.', REPLAY_ONLY],
    ['zswap.refusedKept', 'Refused, kept', '', 'lower', 'Times that a refused page was activated instead (AOP_WRITEPAGE_ACTIVATE).', REPLAY_ONLY],
    ['zswap.writtenBack', 'written_back_pages', 'pages', 'neutral', 'Old entries that were written to the swap device.', ZSWAP_DEBUG],
    ['zswap.deviceReads', 'Reads of the swap device', 'pages', 'lower', 'Pages that a fault read from the swap device.', REPLAY_ONLY]
  ]),
  ...define('zswap', 'cpu', [
    ['zswap.readP50Us', 'Device read, median', 'µs', 'lower', 'Median time from a fault on a page of the swap device to its data.', REPLAY_ONLY],
    ['zswap.readP95Us', 'Device read, 95th percentile', 'µs', 'lower', 'Time that 95 % of the reads do not exceed.', REPLAY_ONLY],
    ['zswap.deviceBusyS', 'Swap device busy', 's', 'lower', 'Time in which the device served requests.', REPLAY_ONLY]
  ]),
  ...define('energy', 'cpu', [
    ['energyJ', 'Energy', 'J', 'lower', 'Energy of the CPUs by the power model of the device; unknown without its coefficients.', REPLAY_ONLY]
  ])
]

const BY_NAME = new Map(METRIC_DEFINITIONS.map((definition) => [definition.name, definition]))
const CPU_NAME = /^cpus\.(\d+)\./

/** The definition of a flat metric name, with the CPU number filled in; undefined for a name that does not exist. */
export function findMetricDefinition(name: string): MetricDefinition | undefined {
  const cpu = CPU_NAME.exec(name)?.[1]
  if (cpu === undefined) return BY_NAME.get(name)
  const template = BY_NAME.get(name.replace(CPU_NAME, 'cpus.*.'))
  return template === undefined ? undefined : { ...template, name, title: template.title.replace('*', cpu) }
}
