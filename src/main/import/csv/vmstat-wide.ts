/** Importer of wide time series: one time column, one column per counter (/proc/vmstat, /proc/meminfo, PSI, zram … sampled in a loop). */
import type { CounterColumns } from '../../../engine/trace/counter-columns'
import { excerpt, type AppError } from '../../../shared/errors'
import type { Importer, InputHead } from '../importer'
import { meminfoScale } from './counter-units'
import { readCsvHeader } from './header'
import { isNull, SampleSession, toNumber } from './table-session'
import { findTimeColumn } from './time-column'

/** Names that make a wide table a memory time series. */
const KNOWN = /^(nr_|pg|pswp|allocstall|workingset_|kswapd_|psi|zram_|MemFree$|MemAvailable$|SwapFree$|cpu\d+_|compact_)/

export const vmstatWide: Importer = {
  id: 'vmstat-wide',
  detect,
  start: (target) => new WideSession(target)
}

function detect(head: InputHead): number {
  const header = readCsvHeader(head.text)
  if (header === null || header.columns.length < 2) return 0
  if (header.columns.includes('name') && header.columns.includes('value')) return 0
  if (!header.columns.some((name) => KNOWN.test(name))) return 0
  return findTimeColumn(header.columns) === null ? 0.5 : 0.8
}

interface WideColumn {
  readonly index: number
  readonly track: CounterColumns
  readonly scale: number
}

/** Reads rows `time, value, value, …`. */
class WideSession extends SampleSession {
  private tracks: WideColumn[] = []

  protected override begin(line: number): AppError | null {
    const time = findTimeColumn(this.columns)
    if (time === null) return noTimeColumn(this.target.file, line, this.columns)
    this.setTimeColumn(time.index, time.unit)
    for (const [index, name] of this.columns.entries()) {
      const track = index === time.index || name === '' ? null : this.target.builder.counter(name, -1)
      if (track !== null) this.tracks.push({ index, track, scale: meminfoScale(name) })
    }
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    for (const { index, track, scale } of this.tracks) {
      const value = toNumber(cells[index])
      if (value === value) {
        if (track.isReset(value * scale)) track.resetAt = this.firstPlace(track.resetAt, line, index)
        track.push(tsNs, value * scale)
      } else if (!isNull(cells[index])) this.warn('VALUE_NOT_A_NUMBER', `A value of ${excerpt(track.name, 40)} is no number: left out.`, line, index, cells[index])
    }
  }
}

function noTimeColumn(file: string, line: number, names: readonly string[]): AppError {
  return {
    code: 'INPUT_BAD_HEADER', message: 'The table has no time column.', file, line, column: 1,
    found: excerpt(names.join(',')), expected: 'a column named t, ts, time or timestamp',
    advice: 'Add the time of each sample, on the clock of the trace.'
  }
}
