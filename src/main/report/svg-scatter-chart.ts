/** Points in two figures, with their intervals and the front between them. */
import { formatNumber } from '../../shared/format'
import { escapeHtml } from './escape-html'
import { axisFromZero, coordinate, type AxisScale } from './svg-scale'

/** `front`: filled; `met`: ring; `unmet`: cross; `reference`: diamond. Shapes differ, not only colours. */
export type MarkKind = 'front' | 'met' | 'unmet' | 'reference'

export interface ScatterMark {
  readonly label: string
  readonly kind: MarkKind
  readonly x: number
  readonly y: number
  readonly xInterval: readonly [number, number] | null
  readonly yInterval: readonly [number, number] | null
  /** Written beside the mark; '' = none. */
  readonly tag: string
}

const WIDTH = 720
const HEIGHT = 360
const PLOT = { left: 64, top: 16, right: 704, bottom: 312 } as const
const INK: Readonly<Record<MarkKind, string>> = { front: '#0072b2', met: '#5b82a8', unmet: '#808790', reference: 'currentColor' }

/** The chart; both axes begin at 0. Marks of the front lie on top, joined by a line. */
export function svgScatterChart(title: string, xTitle: string, yTitle: string, marks: readonly ScatterMark[]): string {
  const xAxis = axisFromZero(Math.max(0, ...marks.map(({ x }) => x)), 6)
  const yAxis = axisFromZero(Math.max(0, ...marks.map(({ y }) => y)), 4)
  const place: Place = (mark) => ({ x: xAt(mark.x, xAxis), y: yAt(mark.y, yAxis) })
  const front = marks.filter(({ kind }) => kind === 'front').sort((a, b) => a.x - b.x)
  const line = front.length < 2 ? '' : `<path d="M${front.map((mark) => `${coordinate(place(mark).x)} ${coordinate(place(mark).y)}`).join('L')}" fill="none" stroke="${INK.front}" stroke-dasharray="4 3"/>`
  const drawn = (['unmet', 'met', 'reference', 'front'] as const).flatMap((kind) => marks.filter((mark) => mark.kind === kind)).map((mark) => markSvg(mark, place, xAxis, yAxis))
  const label = escapeHtml(title)
  return `<svg class="chart wide" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><title>${label}</title>${axes(xAxis, yAxis, xTitle, yTitle)}${line}${drawn.join('')}</svg>`
}

type Place = (mark: Pick<ScatterMark, 'x' | 'y'>) => { readonly x: number; readonly y: number }

const xAt = (value: number, axis: AxisScale): number => PLOT.left + (PLOT.right - PLOT.left) * Math.min(1, value / axis.max)
const yAt = (value: number, axis: AxisScale): number => PLOT.bottom - (PLOT.bottom - PLOT.top) * Math.min(1, value / axis.max)

function markSvg(mark: ScatterMark, place: Place, xAxis: AxisScale, yAxis: AxisScale): string {
  const { x, y } = place(mark)
  const color = INK[mark.kind]
  const whisker = mark.kind !== 'front' ? '' : [
    mark.xInterval === null ? '' : `M${coordinate(xAt(mark.xInterval[0], xAxis))} ${coordinate(y)}H${coordinate(xAt(mark.xInterval[1], xAxis))}`,
    mark.yInterval === null ? '' : `M${coordinate(x)} ${coordinate(yAt(mark.yInterval[0], yAxis))}V${coordinate(yAt(mark.yInterval[1], yAxis))}`
  ].join('')
  const bars = whisker === '' ? '' : `<path d="${whisker}" stroke="${color}" stroke-opacity=".6" fill="none"/>`
  const tag = mark.tag === '' ? '' : `<text x="${coordinate(x + 7)}" y="${coordinate(y - 6)}">${escapeHtml(mark.tag)}</text>`
  return `<g><title>${escapeHtml(mark.label)}</title>${bars}${shape(mark.kind, x, y, color)}${tag}</g>`
}

function shape(kind: MarkKind, x: number, y: number, color: string): string {
  const [cx, cy] = [coordinate(x), coordinate(y)]
  if (kind === 'front') return `<circle cx="${cx}" cy="${cy}" r="4.5" fill="${color}"/>`
  if (kind === 'met') return `<circle cx="${cx}" cy="${cy}" r="3" fill="none" stroke="${color}"/>`
  if (kind === 'unmet') return `<path d="M${coordinate(x - 3)} ${coordinate(y - 3)}l6 6m0 -6l-6 6" stroke="${color}" fill="none"/>`
  return `<path d="M${cx} ${coordinate(y - 6)}l6 6l-6 6l-6 -6Z" fill="none" stroke="${color}" stroke-width="1.5"/>`
}

function axes(xAxis: AxisScale, yAxis: AxisScale, xTitle: string, yTitle: string): string {
  const rows = yAxis.ticks.map((tick) => {
    const y = coordinate(yAt(tick, yAxis))
    return `<path class="grid" d="M${PLOT.left} ${y}H${PLOT.right}"/><text x="${PLOT.left - 6}" y="${y}" dy=".32em" text-anchor="end">${escapeHtml(formatNumber(tick))}</text>`
  })
  const columns = xAxis.ticks.map((tick) => `<text x="${coordinate(xAt(tick, xAxis))}" y="${PLOT.bottom + 16}" text-anchor="middle">${escapeHtml(formatNumber(tick))}</text>`)
  const names = `<text x="${PLOT.right}" y="${PLOT.bottom + 34}" text-anchor="end">${escapeHtml(xTitle)}</text><text x="4" y="10">${escapeHtml(yTitle)}</text>`
  return `<g class="axes">${rows.join('')}${columns.join('')}${names}</g>`
}
