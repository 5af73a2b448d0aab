import { describe, expect, it } from 'vitest'
import { LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { CONFIG_STYLES } from '../../../src/renderer/charts/palette'
import { savingScale, writebackOption, writebackTable } from '../../../src/renderer/charts/writeback-option'
import { writebackTradeoffs } from '../../../src/shared/writeback-tradeoff'
import { writebackComparison } from '../../support/writeback-fixture'

const tradeoffs = writebackTradeoffs(writebackComparison())
const option = writebackOption({ tradeoffs, styleOf: () => CONFIG_STYLES[1]!, theme: LIGHT_CHART, title: 'a title' })

describe('the chart of raw against compressed writeback', () => {
  it('has a curve over all shares and a point where the runs were', () => {
    const [curve, point] = option.series as { data: [number, number][]; lineStyle?: { color: string }; label?: { formatter: string } }[]
    expect([curve!.data.at(0)![0], curve!.data.at(-1)![0]]).toEqual([0, 100])
    expect(curve!.data.every(([, saved], i) => i === 0 || saved < curve!.data[i - 1]![1])).toBe(true)
    expect(curve!.lineStyle!.color).toBe(CONFIG_STYLES[1]!.color)
    expect(point!.data).toEqual([[20, expect.closeTo(26.92, 1)]])
    expect(point!.label!.formatter).toBe('27 % saved at 20 % read back')
  })

  it('shows losses below zero', () => {
    expect(savingScale(tradeoffs)).toMatchObject({ min: -20, max: 40, step: 20 })
    expect(option.yAxis).toMatchObject({ min: -20, max: 40 })
  })

  it('has a table twin', () => {
    const { columns, rows } = writebackTable(tradeoffs)
    expect(columns).toEqual(['read back %', 'writeback-compressed saves against writeback-raw %'])
    expect([rows[0], rows.at(-1)]).toEqual([[0, 40], [100, -16.6667]])
  })
})
