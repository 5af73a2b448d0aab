/**
 * Importer of /proc files as they are printed: vmstat, meminfo, stat, and the counters of vendors' kcompressd
 * (`/proc/oplus_mem/kcompressd_debug`). One file is one sample, or several when lines with a time stand between them. Files
 * without a time are a pair around the recording: `…end`, `…after` at its end, any other at its start.
 */
import type { AppError } from '../../shared/errors'
import { excerpt } from '../../shared/errors'
import { parseTime } from './csv/time-column'
import type { Importer, ImportSession, ImportTarget, InputHead } from './importer'
import { LineBlocks } from './input/line-blocks'

const VMSTAT_LINE = /^([a-z][a-z0-9_]{2,63})[:\s]\s*(\d{1,20})\s*$/
const MEMINFO_LINE = /^([A-Z][A-Za-z0-9_]{1,40}(?:\([a-z_]+\))?):\s+(\d{1,20})( kB)?\s*$/
const STAT_LINE = /^cpu(\d{1,4})((?: \d{1,20}){4,10})\s*$/
/** `date +%s`, `date +%s%N`, the first number of /proc/uptime, or a date, with a word in front and a frame around or without: `=== time: 12.5 ===`. */
const TIME_LINE = /^[-=#*\s[]*(?:(?:time|timestamp|ts|t|uptime|epoch|date)\s*[:=]?\s*)?(\d{1,19}(?:\.\d{1,9})?|\d{4}[-/]\d{2}[-/]\d{2}[T ][\d:.,]{8,18}Z?)(?:\s+\d+\.\d+)?[-=#*\s\]]*$/i
/** As `date` prints it without options. The zone is not told in numbers: taken for UTC, which matters for nothing but the date. */
const DATE_LINE = /^[-=#*\s[]*\w{3} (\w{3}) +(\d{1,2}) (\d{2}:\d{2}:\d{2}) (?:\w+ )?(\d{4})[-=#*\s\]]*$/
const MAX_TIME_LINE = 200
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
/** As /proc/pressure/memory prints it, `some avg10=0.00 avg60=0.00 avg300=0.00 total=1234`, or with a time in front. */
const PRESSURE_LINE = /^(?:(\S.{0,40}?)[\s,;:]+)?(some|full) avg10=[\d.]+ avg60=[\d.]+ avg300=[\d.]+ total=(\d{1,20})\s*$/
/** Digits of whole times in milliseconds and nanoseconds since 1970: shorter ones are seconds. */
const MS_DIGITS = 13
const NS_DIGITS = 19
/** Lines of /proc/stat that are sums or of no use here. */
const KNOWN_OTHER = /^(cpu |intr |ctxt |btime |processes |procs_running |procs_blocked |softirq )/
const KNOWN_NAMES = /^(nr_free_pages|pgfault|pswpout|pgsteal_\w+|MemFree|MemTotal|kcomp_write_\w+)$/
const STAT_FIELDS = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const
/** The vendor's names (one of them misspelt in its source) and what they count: writes done, queue full, shmem pages left out. */
const RENAMED: Readonly<Record<string, string>> = {
  kcomp_write_success_count: 'kc_completed', kcomp_write_fail_count: 'kc_fallback_full', kcomp_write_ship_shmem_count: 'kc_skipped_shmem', kcomp_write_skip_shmem_count: 'kc_skipped_shmem'
}
const AT_END = /(^|[^a-z])(end|after|stop|post)([^a-z]|$)/i
const PROBE_LINES = 300
const BYTES_PER_KB = 1024
const NS_PER_S = 1e9

export const procDump: Importer = {
  id: 'proc-dump',
  detect,
  start: (target) => new DumpSession(target)
}

function detect(head: InputHead): number {
  const lines = head.text.split(/\r?\n/, PROBE_LINES).filter((line) => line.trim() !== '')
  const names = lines.map((line) => (VMSTAT_LINE.exec(line) ?? MEMINFO_LINE.exec(line))?.[1] ?? '')
  const stat = lines.filter((line) => STAT_LINE.test(line) || PRESSURE_LINE.test(line)).length
  const understood = names.filter((name) => name !== '').length + stat + lines.filter((line) => KNOWN_OTHER.test(line) || timeIn(line) !== null).length
  if (understood * 2 < lines.length) return 0
  return stat > 0 || names.some((name) => KNOWN_NAMES.test(name)) ? 0.85 : 0
}

class DumpSession implements ImportSession {
  lines = 0
  private readonly target: ImportTarget
  private readonly blocks = new LineBlocks(this)
  private values = 0
  private tsNs = NaN
  /** What stood in front of the last counter. */
  private timeInLine = ''
  /** Counters of the sample being read. */
  private readonly seen = new Set<string>()

  constructor(target: ImportTarget) {
    this.target = target
  }

  push(chunk: Uint8Array): null {
    this.blocks.push(chunk)
    return null
  }

  end(isTruncated: boolean): AppError | null {
    this.blocks.end(isTruncated)
    if (this.values > 0) return null
    return { code: 'INPUT_NO_EVENTS', message: 'The file holds no counters.', file: this.target.file, expected: 'lines like "pgsteal_kswapd 1234"' }
  }

  onLines(bytes: Uint8Array, start: number, end: number): void {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1').split('\n')
    lines.pop()
    for (const line of lines) {
      this.lines += 1
      this.readLine(line.trimEnd())
    }
  }

  onLongLine(): void {
    this.lines += 1
    this.warn('LINE_TOO_LONG', 'A line is too long: skipped.')
  }

  private readLine(line: string): void {
    const time = timeIn(line)
    if (time !== null) return this.startSample(time)
    const stat = STAT_LINE.exec(line)
    const meminfo = MEMINFO_LINE.exec(line)
    const vmstat = VMSTAT_LINE.exec(line)
    const pressure = PRESSURE_LINE.exec(line)
    if (pressure !== null) this.readPressure(pressure)
    else if (stat !== null) this.readStat(Number(stat[1]), (stat[2] ?? '').trim().split(' ').map(Number))
    else if (meminfo !== null) this.add(meminfo[1] ?? '', Number(meminfo[2]) * (meminfo[3] === undefined ? 1 : BYTES_PER_KB))
    else if (vmstat !== null) this.add(RENAMED[vmstat[1] ?? ''] ?? vmstat[1] ?? '', Number(vmstat[2]))
    else if (line !== '' && !KNOWN_OTHER.test(line)) this.warn('LINE_NOT_UNDERSTOOD', 'A line is no counter: skipped.', excerpt(line))
  }

  private readPressure([line, time, share = '', total]: RegExpExecArray): void {
    if (time !== undefined && time !== this.timeInLine) {
      const text = timeIn(time)
      if (text === null) return this.warn('LINE_NOT_UNDERSTOOD', 'A line is no counter: skipped.', excerpt(line))
      this.timeInLine = time
      this.startSample(text)
    }
    this.add(`psi_${this.resource}_${share}_us`, Number(total))
  }

  /** Ticks of USER_HZ (10 ms) per CPU. */
  private readStat(cpu: number, ticks: readonly number[]): void {
    STAT_FIELDS.forEach((field, index) => {
      const value = ticks[index]
      if (value !== undefined) this.add(`cpu${cpu}_${field}`, value)
    })
  }

  /** What /proc/pressure/… is about stands in its name only. */
  private get resource(): string {
    return /(?:^|[^a-z])(cpu|io)(?:[^a-z]|$)/i.exec(this.target.file)?.[1]?.toLowerCase() ?? 'mem'
  }

  private startSample(text: string): void {
    const time = parseTime(text, /\D/.test(text) || text.length < MS_DIGITS ? 's' : text.length < NS_DIGITS ? 'ms' : 'ns')
    if (time === null) return this.warn('TIME_NOT_UNDERSTOOD', 'A line with a time is not understood: skipped.', excerpt(text))
    this.tsNs = this.target.builder.toNs(time.seconds, time.nanoseconds)
    this.seen.clear()
  }

  private add(name: string, value: number): void {
    if (Number.isNaN(this.tsNs)) this.tsNs = this.timeWithoutWord()
    this.values += 1
    if (this.seen.has(name)) return this.warn('SAMPLE_WITHOUT_TIME', 'A counter comes again without a time in between: only its first value counts.', name)
    this.seen.add(name)
    this.target.builder.pushCounter(name, -1, this.tsNs, value)
  }

  private timeWithoutWord(): number {
    const { builder, file } = this.target
    const isEnd = AT_END.test(file)
    this.warn('TIME_UNKNOWN', `The counters have no time: taken for those at the ${isEnd ? 'end' : 'start'} of the recording. Rates are only right with a recording beside them.`)
    if (builder.span !== null) return builder.span[isEnd ? 1 : 0]
    return builder.toNs(0, 0) + (isEnd ? NS_PER_S : 0)
  }

  private warn(code: string, message: string, found?: string): void {
    this.target.builder.warn(code, message, { file: this.target.file, line: this.lines }, found)
  }
}

/** The time that a line tells and nothing else; null when it is no such line. What may stand around it can be tried in too many ways on a long line. */
function timeIn(line: string): string | null {
  if (line.length > MAX_TIME_LINE) return null
  const date = DATE_LINE.exec(line)
  return TIME_LINE.exec(line)?.[1] ?? (date === null ? null : isoDate(date))
}

function isoDate([, month = '', day = '', clock = '', year = '']: RegExpExecArray): string {
  const number = MONTHS.findIndex((name) => name === month) + 1
  return `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')} ${clock}`
}
