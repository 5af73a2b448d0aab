/**
 * A counter of a hand-made table that only grows in the kernel. Tables hold either its total or what was added since the row
 * before; where the header does not say, many steps backwards do: a total goes back at a restart, not every few rows.
 */
import { CounterColumns } from '../../../engine/trace/counter-columns'
import { describeCounter, knownMeaning, UNKNOWN_LEVEL, type CounterMeaning } from '../../../engine/trace/counter-names'
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import type { ColumnMeaning } from './counter-aliases'

const MIN_STEPS_BACK = 3
const SHARE_BACK = 0.15
const NS_PER_S = 1e9

export class IntervalTrack {
  readonly name: string
  private readonly logged: CounterColumns
  private readonly meaning: CounterMeaning
  private readonly form: ColumnMeaning['form']
  private resetLine = 0
  private resetColumn = 0

  constructor(name: string, form: ColumnMeaning['form']) {
    this.name = name
    this.meaning = describeCounter(name)
    this.logged = new CounterColumns(name, -1, { ...this.meaning, cumulative: false })
    this.form = form
  }

  /** Remembers where the values go backwards first. */
  noteReset(value: number, line: number, column: number): void {
    if (this.resetLine === 0 && this.form === 'total' && this.meaning.cumulative && this.logged.last > value) {
      this.resetLine = line
      this.resetColumn = column + 1
    }
  }

  push(tsNs: number, value: number): void {
    this.logged.push(tsNs, value)
  }

  /** Hands the values over as totals, each times `scale`; `file` is where they come from. True when they were added up without the header saying so. */
  finish(builder: TraceBuilder, file: string, scale: number): boolean {
    const { tsNs, value: logged } = this.logged.finish()
    const value = scale === 1 ? logged : logged.map((sample) => sample * scale)
    const goesBack = this.form === 'total' && this.meaning.cumulative && looksLikeDifferences(value)
    // What nobody knows (a temperature, a load) is a level when it goes up and down or has fractions; only counters of the kernel are added up.
    const isLevel = this.form === 'total' && knownMeaning(this.name) === null && (goesBack || logged.some((sample) => !Number.isInteger(sample)))
    const isGuessed = goesBack && !isLevel
    const track = builder.counter(this.name, -1, isLevel ? UNKNOWN_LEVEL : this.meaning)
    if (track === null) return false
    if (this.resetLine > 0 && !goesBack && track.resetAt.line === undefined) track.resetAt = { file, line: this.resetLine, column: this.resetColumn }
    this.addUp(track, tsNs, value, isGuessed ? 'delta' : this.form)
    return isGuessed
  }

  private addUp(track: CounterColumns, tsNs: Float64Array, value: Float64Array, form: ColumnMeaning['form']): void {
    let total = 0
    for (let row = 0; row < tsNs.length; row += 1) {
      const sample = value[row] ?? 0
      const seconds = row === 0 ? 0 : ((tsNs[row] ?? 0) - (tsNs[row - 1] ?? 0)) / NS_PER_S
      if (form === 'rate') total += sample * seconds
      else if (form === 'delta') total += sample
      else total = sample
      track.push(tsNs[row] ?? 0, total)
    }
  }
}

function looksLikeDifferences(values: Float64Array): boolean {
  let back = 0
  for (let row = 1; row < values.length; row += 1) if ((values[row] ?? 0) < (values[row - 1] ?? 0)) back += 1
  return back >= MIN_STEPS_BACK && back >= values.length * SHARE_BACK
}
