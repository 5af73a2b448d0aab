import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLASS_INKS, CONFIG_INKS, STACK_ORDER } from '../../../src/main/report/report-palette'
import { axisFromZero, ticksWithin } from '../../../src/main/report/svg-scale'
import { stepPath } from '../../../src/main/report/svg-line-chart'
import type { Frame } from '../../../src/main/report/svg-frame'
import { CLASS_STYLES, CONFIG_STYLES, STACKED_CLASSES } from '../../../src/renderer/charts/palette'

describe('axisFromZero', () => {
  it('ends at a round value that holds the data, in few steps', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (max) => {
      const { max: top, ticks } = axisFromZero(max)
      expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-9))
      expect(top).toBeLessThanOrEqual(max * 3)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBe(top)
      expect(ticks.length).toBeLessThanOrEqual(5)
    }))
  })

  it('has an axis for no data at all', () => {
    for (const max of [0, -1, Number.NaN, Infinity]) expect(axisFromZero(max).max).toBe(1)
  })

  it('keeps ticks of a given axis inside of it', () => {
    expect(ticksWithin(23.3)).toEqual([0, 5, 10, 15, 20])
    expect(ticksWithin(0)).toEqual([0])
  })
})

describe('stepPath', () => {
  const frame: Frame = { axis: { max: 10, ticks: [0, 10] }, spanS: 4, binCount: 4, notes: [] }

  it('holds each value over its bin and breaks at gaps', () => {
    const path = stepPath(frame, Float64Array.from([0, 10, Number.NaN, 5]))
    expect(path).toBe('M46 106H108V8H170M232 57H294')
  })

  it('cuts values to the plot', () => {
    expect(stepPath(frame, Float64Array.from([1e9]))).toBe('M46 8H108')
  })
})

describe('colours', () => {
  it('are those of the window', () => {
    expect(STACK_ORDER).toEqual(STACKED_CLASSES)
    expect(STACK_ORDER.map((name) => CLASS_INKS[name].color)).toEqual(STACK_ORDER.map((name) => CLASS_STYLES[name].color))
    expect(CONFIG_INKS.map((ink) => ink.color)).toEqual(CONFIG_STYLES.map((style) => style.color))
    expect(CONFIG_INKS.map((ink) => ink.dash)).toEqual(CONFIG_STYLES.map((style) => style.dash.join(' ')))
  })

  it('never stand alone: all but one class have a pattern', () => {
    expect(STACK_ORDER.filter((name) => CLASS_INKS[name].hatch === '')).toEqual(['app'])
  })
})
