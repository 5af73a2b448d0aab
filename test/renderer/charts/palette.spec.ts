import { describe, expect, it } from 'vitest'
import { DARK_CHART, LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { CLASS_STYLES, CONFIG_STYLES, configStyle, STACKED_CLASSES } from '../../../src/renderer/charts/palette'
import { PRESETS } from '../../../src/shared/presets'

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const channel = parseInt(hex.slice(start, start + 2), 16) / 255
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

describe('colours of marks', () => {
  const marks = [...STACKED_CLASSES.map((name) => [name, CLASS_STYLES[name].color]), ...CONFIG_STYLES.map((style, index) => [`configuration ${index}`, style.color])] as const

  it.each(marks)('%s has a contrast of at least 3 on the light and the dark ground', (_name, color) => {
    expect(contrast(color, LIGHT_CHART.ground)).toBeGreaterThanOrEqual(3)
    expect(contrast(color, DARK_CHART.ground)).toBeGreaterThanOrEqual(3)
  })

  it.each([LIGHT_CHART, DARK_CHART])('text has a contrast of at least 4.5 in the $name theme', (theme) => {
    for (const ink of [theme.text, theme.mutedText, theme.observed]) expect(contrast(ink, theme.ground)).toBeGreaterThanOrEqual(4.5)
  })

  it('never tells two configurations apart by colour alone', () => {
    expect(new Set(CONFIG_STYLES.map((style) => style.dash.join())).size).toBe(CONFIG_STYLES.length)
    expect(CONFIG_STYLES.every((style) => style.dash.length > 0)).toBe(true)
  })

  it('never tells two CPU classes apart by colour alone: at most one has no hatch', () => {
    expect(STACKED_CLASSES.filter((name) => CLASS_STYLES[name].decal === null)).toEqual(['app'])
  })

  it('has a style of its own for every preset', () => {
    const styles = PRESETS.map((_, index) => configStyle(index))
    expect(new Set(styles.map(({ color, dash }) => `${color} ${dash.join()}`)).size).toBe(PRESETS.length)
    expect(new Set(styles.map(({ color }) => color)).size).toBe(CONFIG_STYLES.length)
  })
})
