/** The frame of a small chart: viewport, axes, grid, accessible name. Coordinates are in SVG user units. */
import { formatNumber } from '../../shared/format'
import { escapeHtml } from './escape-html'
import { noteMarks, type ChartNote } from './svg-notes'
import { coordinate, ticksWithin, type AxisScale } from './svg-scale'

export const CHART_WIDTH = 300
export const CHART_HEIGHT = 128
const PLOT = { left: 46, top: 8, right: 294, bottom: 106 } as const

export interface Frame {
  /** Y axis; the same for all charts of a row. */
  readonly axis: AxisScale
  /** Length of the x axis in seconds; the same for all charts of a report. */
  readonly spanS: number
  readonly binCount: number
  /** Flagged on every chart. */
  readonly notes: readonly ChartNote[]
}

/** Horizontal position of a bin edge (0..binCount). */
export function xOf(frame: Frame, edge: number): number {
  return PLOT.left + ((PLOT.right - PLOT.left) * edge) / Math.max(1, frame.binCount)
}

/** Vertical position of a value, cut to the plot. */
export function yOf(frame: Frame, value: number): number {
  const share = Math.min(1, Math.max(0, value / frame.axis.max))
  return PLOT.bottom - (PLOT.bottom - PLOT.top) * share
}

/** A whole SVG chart around `marks`. `title` names it for screen readers; `yText` labels a tick. */
export function svgChart(frame: Frame, title: string, marks: string, yText: (value: number) => string = formatNumber): string {
  const label = escapeHtml(title)
  return `<svg class="chart" viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}" role="img" aria-label="${label}"><title>${label}</title>${grid(frame, yText)}${marks}${noteMarks(frame.notes, { ...PLOT, spanS: frame.spanS })}</svg>`
}

function grid(frame: Frame, yText: (value: number) => string): string {
  const rows = frame.axis.ticks.map((tick) => {
    const y = coordinate(yOf(frame, tick))
    return `<path class="grid" d="M${PLOT.left} ${y}H${PLOT.right}"/><text x="${PLOT.left - 4}" y="${y}" dy=".32em" text-anchor="end">${escapeHtml(yText(tick))}</text>`
  })
  const columns = ticksWithin(frame.spanS).map((tick) => {
    const x = coordinate(PLOT.left + ((PLOT.right - PLOT.left) * tick) / Math.max(frame.spanS, 1e-12))
    return `<path class="tick" d="M${x} ${PLOT.bottom}v3"/><text x="${x}" y="${PLOT.bottom + 13}" text-anchor="middle">${escapeHtml(formatNumber(tick))}</text>`
  })
  return `<g class="axes">${rows.join('')}${columns.join('')}</g>`
}
