/** One line of progress on a terminal, rewritten in place. Silent anywhere else. */
import { formatBytes, formatCount } from '../../shared/format'
import type { TaskProgress } from '../../shared/contract'
import type { CliIo } from './cli-io'

const INTERVAL_MS = 100
const ERASE_LINE = '\r\u001b[K'

export class ProgressLine {
  readonly #io: CliIo
  #lastMs = Number.NEGATIVE_INFINITY
  #isShown = false

  constructor(io: CliIo) {
    this.#io = io
  }

  /** Shows a step; more often than ten times a second is dropped. */
  show(progress: Omit<TaskProgress, 'callId'>): void {
    const nowMs = performance.now()
    if (!this.#io.isTty || nowMs - this.#lastMs < INTERVAL_MS) return
    this.#lastMs = nowMs
    this.#isShown = true
    this.#io.stderr.write(`${ERASE_LINE}${progressText(progress)}`)
  }

  /** Removes the line. */
  clear(): void {
    if (this.#isShown) this.#io.stderr.write(ERASE_LINE)
    this.#isShown = false
  }
}

function progressText({ phase, done, total, unit, events }: Omit<TaskProgress, 'callId'>): string {
  const amount = (value: number): string => (unit === 'bytes' ? formatBytes(value) : formatCount(value))
  const share = total > 0 ? ` ${Math.floor((100 * done) / total)} %` : ''
  const counted = events === undefined ? '' : `, ${formatCount(events)} events`
  return `${phase}${share} (${amount(done)} of ${amount(total)}${unit === 'bytes' ? '' : ` ${unit}`}${counted})`
}
