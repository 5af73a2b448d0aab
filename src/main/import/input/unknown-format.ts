/** Says what an input that no importer knows probably is, and what to do about it. */
import { excerpt, type AppError } from '../../../shared/errors'
import type { InputHead } from '../importer'

const EXPECTED = 'a Perfetto trace, ftrace text, a systrace page, a vmstat table, a trace_processor export or device.json'

/** Where the first header of a tar archive has its name. */
const TAR_MAGIC_AT = 257

interface Guess {
  readonly matches: (head: InputHead) => boolean
  readonly found: string
  readonly advice: string
}

const starts = (...bytes: number[]) => (head: InputHead) => bytes.every((byte, index) => head.bytes[index] === byte)

const matchesLine = (pattern: RegExp) => (head: InputHead) => pattern.test(head.text)
/** `dmesg`, `dmesg -r`, `dmesg -x`, with the caller (CONFIG_PRINTK_CALLER), and `dmesg -T`. */
const KERNEL_LOG = /^(?:<\d{1,3}>|[a-z0-9]+ *:[a-z]+ *: )?\[(?: *\d+\.\d{6}|\w{3} \w{3} +\d{1,2} \d{2}:\d{2}:\d{2} \d{4})\](?:\[ *[TC]\d+\])? /m
const KERNEL_LOG_ADVICE = 'Its lines tell of single pages and kills, not of scheduling and counters, which a replay needs. Record a trace of the same run, with oom/mark_victim and lowmemorykiller/lowmemory_kill for the kills, and /proc/vmstat samples: reclaimscope record does, and resources/record has its settings.'
const COUNTER_ADVICE = 'Sample /proc/vmstat with a time instead, next to a trace: while sleep 0.25; do date +%s.%N; cat /proc/vmstat; done > vmstat.log'
const NO_RECORDING = 'It holds neither scheduling nor counters that a replay could use. Open the trace and the /proc/vmstat samples of the same run.'

const GUESSES: readonly Guess[] = [
  { matches: (head) => head.text.startsWith('ustar', TAR_MAGIC_AT), found: 'a tar archive', advice: 'Unpack it with tar -xf and open the folder.' },
  { matches: matchesLine(KERNEL_LOG), found: 'a kernel log (dmesg)', advice: KERNEL_LOG_ADVICE },
  { matches: matchesLine(/^(--------- beginning of |(\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d+ +\d+ +\d+ [VDIWEFS] )/), found: 'a log of Android (logcat)', advice: NO_RECORDING },
  { matches: matchesLine(/^(restarting adbd as root|adbd is already running as root|\* daemon not running|Starting: Intent \{)/), found: 'what a script of adb commands printed', advice: NO_RECORDING },
  { matches: matchesLine(/^ *\S.{0,30}? +\d+(?:\/\d+)? +(?:\[\d{3,4}\] +)?\d+\.\d{6,9}: +\w+:\w+:/m), found: 'what perf script printed', advice: 'Record the same events with trace-cmd or Perfetto: resources/record has the settings.' },
  { matches: matchesLine(/^procs -+memory-+|^ *r +b +swpd +free /m), found: 'what the vmstat command printed: rates of the whole machine', advice: COUNTER_ADVICE },
  { matches: matchesLine(/^(Linux \S+ .*CPU\)|.*\bpgscank\/s\b)/m), found: 'what sar printed: rates of the whole machine', advice: COUNTER_ADVICE },
  { matches: matchesLine(/^ +PID +Vss +Rss +Pss +Uss|^Applications (Memory Usage|Graphics)|^\*\* MEMINFO in pid|^Tasks: +\d+ total|^ +total +used +free +shared/m), found: 'memory of processes at one moment (procrank, dumpsys meminfo, top, free)', advice: COUNTER_ADVICE },
  { matches: matchesLine(/^\s*(?:\d{1,20}\s+){6,8}\d{1,20}\s*$/), found: 'numbers without names, as in mm_stat of zram', advice: 'Log them with a time into a table whose columns are called zram_orig_data_size, zram_compr_data_size, zram_mem_used_total and so on.' },
  { matches: matchesLine(/^SQLite format 3|^ARROW1/), found: 'an export of trace_processor as a database', advice: 'Open the trace itself, or export the documented queries as CSV.' },
  { matches: starts(0x50, 0x4b, 3, 4), found: 'a zip archive in another archive', advice: 'Unpack it and open the folder.' },
  { matches: starts(0x04, 0x22, 0x4d, 0x18), found: 'lz4 data inside several other layers', advice: 'Unpack it with lz4 -d.' },
  { matches: starts(0x28, 0xb5, 0x2f, 0xfd), found: 'a zstd file, which this version of Node.js cannot read', advice: 'Unpack it with zstd -d, or use Node.js 22.15 or later.' },
  { matches: starts(0x17, 0x08, 0x44, 0x74, 0x72, 0x61, 0x63, 0x69, 0x6e, 0x67), found: 'a trace-cmd recording (trace.dat)', advice: 'Convert it with: trace-cmd report trace.dat > trace.txt' },
  { matches: (head) => starts(0x0d, 0x0a)(head) && head.bytes.includes(0), found: 'a binary recording in which line ends were changed', advice: 'Copy it again with adb pull, or adb exec-out instead of adb shell.' },
  { matches: (head) => head.bytes[0] === 0x0a && head.bytes.includes(0), found: 'something like a binary Perfetto trace, damaged at its start', advice: 'Copy the recording from the device again.' },
  { matches: (head) => /^\s*(\{\s*["}]|\[\s*[{"])/.test(head.text), found: 'JSON that is no device description', advice: 'A device description has "schema": "reclaimscope.device/1".' },
  { matches: (head) => head.bytes.includes(0), found: 'binary data', advice: 'Open a recording in one of the expected formats.' }
]

const CSV_ADVICE = 'Check the column names of the header: exports must keep those of the documented queries.'

/** The error for an input in no known format. */
export function unknownFormat(head: InputHead): AppError {
  const guess = GUESSES.find((entry) => entry.matches(head))
  const firstLine = Buffer.from(head.text.split('\n', 1)[0] ?? '', 'latin1').toString('utf8')
  const isTable = guess === undefined && /^[^,\t]+([,\t](?! )[^,\t]*)+$/.test(firstLine)
  return {
    code: 'INPUT_UNKNOWN_FORMAT',
    message: 'The format of the input is not known.',
    file: head.name,
    line: 1,
    column: 1,
    found: guess?.found ?? excerpt(firstLine),
    expected: EXPECTED,
    advice: guess?.advice ?? (isTable ? CSV_ADVICE : 'Open a recording in one of the expected formats.')
  }
}
