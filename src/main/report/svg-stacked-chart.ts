/** Stacked areas of one CPU's time by class. */
import type { CpuSeries } from '../../shared/series'
import { CLASS_INKS, STACK_ORDER } from './report-palette'
import { svgChart, xOf, yOf, type Frame } from './svg-frame'
import { coordinate } from './svg-scale'

/** The patterns that stacked charts refer to; once per document. */
export function svgPatternDefs(): string {
  const patterns = STACK_ORDER.map((name) => {
    const { color, hatch } = CLASS_INKS[name]
    return `<pattern id="class-${name}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="${color}"/>${hatch}</pattern>`
  })
  return `<svg class="defs" width="0" height="0" aria-hidden="true"><defs>${patterns.join('')}</defs></svg>`
}

/** Shares of the CPU by class in percent; idle is the bare ground. `cpu` null = the run has no such CPU. */
export function svgStackedChart(frame: Frame, title: string, cpu: CpuSeries | null): string {
  const percent = (value: number): string => `${value} %`
  if (cpu === null) return svgChart(frame, title, '<text class="none" x="170" y="60" text-anchor="middle">no data</text>', percent)
  const floor = new Float64Array(frame.binCount)
  const areas = STACK_ORDER.map((name) => {
    const values = cpu.byClass[name]
    const top = floor.map((below, bin) => below + 100 * orZero(values[bin]))
    const path = bandPath(frame, floor, top)
    floor.set(top)
    return path === '' ? '' : `<path d="${path}" fill="url(#class-${name})"/>`
  })
  return svgChart(frame, title, areas.join(''), percent)
}

function orZero(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value
}

/** Closed outlines of the runs of bins in which the band has any height. */
function bandPath(frame: Frame, low: Float64Array, high: Float64Array): string {
  let path = ''
  let bin = 0
  while (bin < frame.binCount) {
    if (!hasHeight(low, high, bin)) {
      bin++
      continue
    }
    let end = bin
    while (end < frame.binCount && hasHeight(low, high, end)) end++
    path += outline(frame, low, high, bin, end)
    bin = end
  }
  return path
}

/** A band thinner than a twentieth of a percent would not be seen. */
function hasHeight(low: Float64Array, high: Float64Array, bin: number): boolean {
  return (high[bin] ?? 0) - (low[bin] ?? 0) > 0.05
}

function outline(frame: Frame, low: Float64Array, high: Float64Array, from: number, to: number): string {
  let path = `M${coordinate(xOf(frame, from))} ${coordinate(yOf(frame, low[from] ?? 0))}`
  for (let bin = from; bin < to; bin++) path += `V${coordinate(yOf(frame, high[bin] ?? 0))}H${coordinate(xOf(frame, bin + 1))}`
  for (let bin = to - 1; bin >= from; bin--) path += `V${coordinate(yOf(frame, low[bin] ?? 0))}H${coordinate(xOf(frame, bin))}`
  return `${path}Z`
}
