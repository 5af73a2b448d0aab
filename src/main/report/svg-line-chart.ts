/** Step line of one binned series. */
import type { LineInk } from './report-palette'
import { svgChart, xOf, yOf, type Frame } from './svg-frame'
import { coordinate } from './svg-scale'

/** A chart of `values` (one per bin; NaN leaves a gap). */
export function svgLineChart(frame: Frame, title: string, values: Float64Array, ink: LineInk): string {
  const dash = ink.dash === '' ? '' : ` stroke-dasharray="${ink.dash}"`
  const line = stepPath(frame, values)
  const marks = line === '' ? '<text class="none" x="170" y="60" text-anchor="middle">no data</text>'
    : `<path d="${areaPath(frame, values)}" fill="${ink.color}" fill-opacity=".12"/><path d="${line}" fill="none" stroke="${ink.color}" stroke-width="1.4"${dash}/>`
  return svgChart(frame, title, marks)
}

/** Path that holds each value over its bin. */
export function stepPath(frame: Frame, values: Float64Array): string {
  let path = ''
  let isOpen = false
  values.forEach((value, bin) => {
    if (Number.isNaN(value)) {
      isOpen = false
      return
    }
    const y = coordinate(yOf(frame, value))
    path += isOpen ? `V${y}` : `M${coordinate(xOf(frame, bin))} ${y}`
    path += `H${coordinate(xOf(frame, bin + 1))}`
    isOpen = true
  })
  return path
}

function areaPath(frame: Frame, values: Float64Array): string {
  const base = coordinate(yOf(frame, 0))
  let path = ''
  values.forEach((value, bin) => {
    if (Number.isNaN(value)) return
    const isFirst = bin === 0 || Number.isNaN(values[bin - 1] ?? Number.NaN)
    const isLast = bin === values.length - 1 || Number.isNaN(values[bin + 1] ?? Number.NaN)
    if (isFirst) path += `M${coordinate(xOf(frame, bin))} ${base}`
    path += `V${coordinate(yOf(frame, value))}H${coordinate(xOf(frame, bin + 1))}`
    if (isLast) path += `V${base}Z`
  })
  return path
}
