/** The section of a report that sets compressed against raw writeback: what it saves over the share of pages read back. */
import type { Comparison } from '../../shared/comparison'
import { formatNumber } from '../../shared/format'
import { savedPctAt, tradeoffSentence, writebackTradeoffs, type WritebackTradeoff } from '../../shared/writeback-tradeoff'
import { escapeHtml } from './escape-html'
import { configInk } from './report-palette'
import { coordinate } from './svg-scale'

const PLOT = { left: 52, top: 10, right: 392, bottom: 160 } as const
const TICKS = [0, 20, 40, 60, 80, 100]
const MIN_STEP_PCT = 25

/** Empty where no two runs can be compared. */
export function writebackSection(comparison: Comparison): string {
  const tradeoffs = writebackTradeoffs(comparison)
  if (tradeoffs.length === 0) return ''
  const sentences = tradeoffs.map((entry) => `<p>${escapeHtml(tradeoffSentence(entry))}</p>`).join('')
  return `${sentences}<figure>${chart(comparison, tradeoffs)}<figcaption>CPU time saved by compressed writeback, percent of raw writeback’s, over the share of pages read back. Circles: the runs.</figcaption></figure>`
}

function chart(comparison: Comparison, tradeoffs: readonly WritebackTradeoff[]): string {
  const ends = tradeoffs.flatMap((entry) => [savedPctAt(entry, 0), savedPctAt(entry, 1)])
  const high = Math.max(MIN_STEP_PCT, Math.ceil(Math.max(...ends) / MIN_STEP_PCT) * MIN_STEP_PCT)
  const low = Math.min(0, Math.floor(Math.min(...ends) / MIN_STEP_PCT) * MIN_STEP_PCT)
  const x = (pct: number): string => coordinate(PLOT.left + ((PLOT.right - PLOT.left) * pct) / 100)
  const y = (pct: number): string => coordinate(PLOT.bottom - ((PLOT.bottom - PLOT.top) * (pct - low)) / (high - low))
  const marks = tradeoffs.map((entry) => {
    const { color, dash } = configInk(comparison.runs.findIndex(({ config }) => config.id === entry.compressedId))
    const points = TICKS.map((pct, i) => `${i === 0 ? 'M' : 'L'}${x(pct)} ${y(savedPctAt(entry, pct / 100))}`).join('')
    const dot = `<circle cx="${x(entry.share * 100)}" cy="${y(savedPctAt(entry, entry.share))}" r="4" fill="${color}"/>`
    return `<path d="${points}" fill="none" stroke="${color}" stroke-width="1.6"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>${dot}`
  })
  const columns = TICKS.map((tick) => `<text x="${x(tick)}" y="${PLOT.bottom + 14}" text-anchor="middle">${tick}</text>`)
  const rows = rowTicks(low, high).map((tick) => `<path class="grid" d="M${PLOT.left} ${y(tick)}H${PLOT.right}"/><text x="${PLOT.left - 4}" y="${y(tick)}" dy=".32em" text-anchor="end">${escapeHtml(formatNumber(tick))}</text>`)
  const title = 'CPU time saved by compressed writeback, %, over pages read back, %'
  return `<svg class="chart" viewBox="0 0 400 184" width="400" role="img" aria-label="${title}"><title>${title}</title><g class="axes">${rows.join('')}${columns.join('')}</g>${marks.join('')}</svg>`
}

/** At most six lines. */
function rowTicks(low: number, high: number): number[] {
  const step = Math.ceil((high - low) / 5 / MIN_STEP_PCT) * MIN_STEP_PCT
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => high - i * step).filter((tick) => tick >= low)
}
