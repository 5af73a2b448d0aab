/** Every field of `device.json`, explained: what it is, where to read it, what is done without it. Limits stand in `device.ts`. */

export interface DeviceField {
  /** `cpus.*.capacity`; `*` stands for an entry of a list. */
  readonly path: string
  readonly title: string
  readonly unit: string
  readonly explanation: string
  /** Where it is read on a device. */
  readonly source: string
  /** What the app does when the field is missing. */
  readonly otherwise: string
}

type FieldRow = readonly [path: string, title: string, unit: string, explanation: string, source: string, otherwise: string]

const DEFAULT = 'a common default, named among the assumptions'

const ROWS: readonly FieldRow[] = [
  ['schema', 'Schema', '', 'Which form the file has: reclaimscope.device/1.', 'written by hand', 'taken as this form'],
  ['name', 'Name', '', 'What the device is called in the app and in reports.', 'adb shell getprop ro.product.model', 'no name is shown'],
  ['kernel', 'Kernel', '', 'Release of the kernel; the model follows its behaviour where releases differ.', 'uname -r', 'the release in the recording, if it states one'],
  ['pageSize', 'Page size', 'B', 'Bytes of one page.', 'getconf PAGESIZE', '4096'],
  ['managedPages', 'Managed pages', 'pages', 'Pages that the allocator hands out, without what the kernel took at start.', '/proc/zoneinfo: managed, all zones', 'MemTotal of the trace, else the sum of its counters, else 8 GiB'],
  ['watermarks.min', 'min watermark', 'pages', 'Below it a task reclaims by itself.', '/proc/zoneinfo: min, all zones', 'the kernel\'s default for that much memory'],
  ['watermarks.low', 'low watermark', 'pages', 'Below it kswapd is woken.', '/proc/zoneinfo: low, all zones', 'the kernel\'s default for that much memory'],
  ['watermarks.high', 'high watermark', 'pages', 'kswapd works until free memory is above it.', '/proc/zoneinfo: high, all zones', 'the kernel\'s default for that much memory'],
  ['swappiness', 'swappiness', '', 'Balance of anonymous against file pages while recording.', '/proc/sys/vm/swappiness', DEFAULT],
  ['watermarkBoostFactor', 'watermark_boost_factor', '/10000', 'How far fragmentation raises the watermarks for a while, of the high watermark.', '/proc/sys/vm/watermark_boost_factor', DEFAULT],
  ['watermarkScaleFactor', 'watermark_scale_factor', '/10000', 'Distance between the watermarks as a share of memory.', '/proc/sys/vm/watermark_scale_factor', DEFAULT],
  ['pageCluster', 'page-cluster', '', 'Pages that the kernel reads around a faulted one, as a power of two. For the reader: the model reads one page, as is usual with zram.', '/proc/sys/vm/page-cluster', 'the same'],
  ['lru', 'Kind of LRU', '', 'classic: active and inactive lists; mglru: multi-gen LRU.', '/sys/kernel/mm/lru_gen/enabled', 'classic'],
  ['hz', 'Timer frequency', '1/s', 'Ticks of the kernel\'s timer per second: length of time slices.', 'CONFIG_HZ', DEFAULT],
  ['cpus.*.id', 'CPU number', '', 'Number of the CPU in the trace.', '/sys/devices/system/cpu', 'CPUs are those of the trace'],
  ['cpus.*.capacity', 'Capacity', '/1024', 'Speed against the fastest CPU of the device.', '/sys/devices/system/cpu/cpu*/cpu_capacity', 'that of the fastest'],
  ['cpus.*.cluster', 'Cluster', '', 'Name of the group that shares a clock, e.g. little. For the reader.', 'the device tree', 'not shown'],
  ['cpus.*.maxFreqKhz', 'Highest frequency', 'kHz', 'Highest clock; recorded frequencies are taken relative to it. Needed for energy.', '/sys/devices/system/cpu/cpu*/cpufreq/cpuinfo_max_freq', 'relative to the highest recorded one; energy stays unknown'],
  ['cpus.*.dynamicPowerUwPerMhzV2', 'Power coefficient', 'µW/MHz/V²', 'Dynamic power of the CPU; needed for energy.', 'dynamic-power-coefficient of the device tree', 'energy stays unknown'],
  ['zram.disksizeBytes', 'zram disksize', 'B', 'Uncompressed bytes that zram may hold.', '/sys/block/zram0/disksize', 'as large as is needed'],
  ['zram.algorithm', 'zram algorithm', '', 'Compressor while recording.', '/sys/block/zram0/comp_algorithm', 'that of the running configuration'],
  ['pageContent.sameFilledPct', 'Same-filled pages', '%', 'Share of swapped pages of one repeated word.', '/sys/block/zram0/mm_stat: same_pages', 'mm_stat in the capture, else typical shares'],
  ['pageContent.compressiblePct', 'Compressible pages', '%', 'Share of swapped pages that become smaller.', '/sys/block/zram0/mm_stat', 'mm_stat in the capture, else typical shares'],
  ['pageContent.incompressiblePct', 'Incompressible pages', '%', 'Share of swapped pages that are stored whole.', '/sys/block/zram0/mm_stat: huge_pages', 'mm_stat in the capture, else typical shares'],
  ['running.preset', 'Running preset', '', 'Name of the configuration that was active while recording; it becomes the baseline.', 'how the kernel was built and set up', 'off'],
  ['running.config', 'Running configuration', '', 'The same as a whole configuration, where no preset fits.', 'how the kernel was built and set up', 'the preset']
]

/** All fields, in the order of the file. */
export const DEVICE_FIELDS: readonly DeviceField[] = ROWS.map(([path, title, unit, explanation, source, otherwise]) => ({ path, title, unit, explanation, source, otherwise }))
