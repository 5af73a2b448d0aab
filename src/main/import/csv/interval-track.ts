/**
 * A counter of a hand-made table that only grows in the kernel. Tables hold either its total or what was added since the row
 * before; where the header does not say, many steps backwards do: a total goes back at a restart, not every few rows.
 */
import { CounterColumns } from '../../../engine/trace/counter-columns'
import type { ColumnMeaning } from './counter-aliases'

const MIN_STEPS_BACK = 3
const SHARE_BACK = 0.15
const NS_PER_S = 1e9

export class IntervalTrack {
  private readonly track: CounterColumns
  private readonly logged: CounterColumns
  private readonly form: ColumnMeaning['form']
  private resetLine = 0
  private resetColumn = 0

  constructor(track: CounterColumns, form: ColumnMeaning['form']) {
    this.track = track
    this.logged = new CounterColumns(track.name, track.cpu, { ...track.meaning, cumulative: false })
    this.form = form
  }

  get name(): string {
    return this.track.name
  }

  /** Remembers where the values go backwards first. */
  noteReset(value: number, line: number, column: number): void {
    if (this.resetLine === 0 && this.form === 'total' && this.track.meaning.cumulative && this.logged.last > value) {
      this.resetLine = line
      this.resetColumn = column + 1
    }
  }

  push(tsNs: number, value: number): void {
    this.logged.push(tsNs, value)
  }

  /** Hands the values over as totals; `file` is where they come from. True when they were added up without the header saying so. */
  finish(file: string): boolean {
    const { tsNs, value } = this.logged.finish()
    const isGuessed = this.form === 'total' && this.track.meaning.cumulative && looksLikeDifferences(value)
    if (this.resetLine > 0 && !isGuessed && this.track.resetAt.line === undefined) this.track.resetAt = { file, line: this.resetLine, column: this.resetColumn }
    let total = 0
    for (let row = 0; row < tsNs.length; row += 1) {
      const sample = value[row] ?? 0
      const seconds = row === 0 ? 0 : ((tsNs[row] ?? 0) - (tsNs[row - 1] ?? 0)) / NS_PER_S
      if (this.form === 'rate') total += sample * seconds
      else if (this.form === 'delta' || isGuessed) total += sample
      else total = sample
      this.track.push(tsNs[row] ?? 0, total)
    }
    return isGuessed
  }
}

function looksLikeDifferences(values: Float64Array): boolean {
  let back = 0
  for (let row = 1; row < values.length; row += 1) if ((values[row] ?? 0) < (values[row - 1] ?? 0)) back += 1
  return back >= MIN_STEPS_BACK && back >= values.length * SHARE_BACK
}
