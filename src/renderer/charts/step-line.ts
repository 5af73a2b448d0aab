/** What lines and areas of binned values have in common: steps without marks, which nothing on the page reacts to. */
import type { LineSeriesOption } from 'echarts/charts'
import { stepPoints, type BinGrid } from './bins'

export interface StepLineInput {
  readonly name: string
  readonly grid: BinGrid
  readonly values: Float64Array
  readonly originNs: number
  /** From the values' unit to the axis's; 1 when absent. */
  readonly factor?: number | undefined
  /** Lower end of a logarithmic axis. */
  readonly floor?: number | undefined
}

/** Points as one typed array: ECharts takes it as it is, where it would copy an array per point. Its types do not know that. */
export function stepLine({ name, grid, values, originNs, factor, floor }: StepLineInput): LineSeriesOption {
  return {
    type: 'line', name, step: 'end', symbol: 'none', showSymbol: false, silent: true, animation: false, dimensions: ['seconds', 'value'],
    data: stepPoints(grid, values, originNs, factor, floor) as unknown as NonNullable<LineSeriesOption['data']>
  }
}
