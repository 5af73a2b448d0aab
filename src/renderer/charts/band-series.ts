/** The band of a replayed line: p5 to p95 over the runs as one translucent area, in the same steps as the line. */
import type { CustomSeriesOption } from 'echarts/charts'
import type { BinGrid } from './bins'
import { t } from '../text/text'

export interface Band {
  readonly low: Float64Array
  readonly high: Float64Array
}

export interface BandInput {
  readonly name: string
  readonly grid: BinGrid
  readonly band: Band
  readonly originNs: number
  readonly factor: number
  /** Values below are raised to it: a logarithmic axis has no place for zero. */
  readonly floor: number
  readonly color: string
}

const OPACITY = 0.28

/** Stretches of bins in which both ends are known, as `[from, to)`. */
export function knownStretches({ low, high }: Band, binCount: number): [number, number][] {
  const stretches: [number, number][] = []
  let from = -1
  for (let bin = 0; bin <= binCount; bin += 1) {
    const isKnown = bin < binCount && !Number.isNaN(low[bin] ?? Number.NaN) && !Number.isNaN(high[bin] ?? Number.NaN)
    if (isKnown && from < 0) from = bin
    if (isKnown || from < 0) continue
    stretches.push([from, bin])
    from = -1
  }
  return stretches
}

/** One shape for the whole band. */
export function bandSeries({ name, grid, band, originNs, factor, floor, color }: BandInput): CustomSeriesOption {
  const stretches = knownStretches(band, Math.min(grid.binCount, band.low.length))
  return {
    type: 'custom', name: t('charts.bandOf', { name }), silent: true, animation: false, clip: true, z: 1, data: [[0, 0]],
    renderItem: (_params, api) => {
      const edge = (bin: number, value: number | undefined): [string, string] => {
        const [x = 0, y = 0] = api.coord([(grid.startNs + bin * grid.binNs - originNs) / 1e9, Math.max((value ?? 0) * factor, floor)])
        return [x.toFixed(2), y.toFixed(2)]
      }
      const pathData = stretches.map(([from, to]) => {
        const path: string[] = []
        for (let bin = from; bin < to; bin += 1) path.push(step(path.length === 0, edge(bin, band.high[bin]), edge(bin + 1, band.high[bin])))
        for (let bin = to - 1; bin >= from; bin -= 1) path.push(step(false, edge(bin + 1, band.low[bin]), edge(bin, band.low[bin])))
        return `${path.join('')}Z`
      }).join('')
      return pathData === '' ? null : { type: 'path', shape: { pathData }, style: { fill: color, opacity: OPACITY } }
    }
  }
}

function step(isFirst: boolean, [x1, y1]: [string, string], [x2]: [string, string]): string {
  return `${isFirst ? 'M' : 'L'}${x1} ${y1}H${x2}`
}
