/** Ink, rules and ground of a chart: the only chart colours that differ between light and dark. */
export interface ChartTheme {
  readonly name: 'light' | 'dark'
  readonly ground: string
  readonly text: string
  readonly mutedText: string
  readonly rule: string
  /** The observed line: solid ink. */
  readonly observed: string
}

export const LIGHT_CHART: ChartTheme = { name: 'light', ground: '#ffffff', text: '#1a1d21', mutedText: '#5c6570', rule: '#e4e7ea', observed: '#1a1d21' }
export const DARK_CHART: ChartTheme = { name: 'dark', ground: '#14171b', text: '#e7eaed', mutedText: '#9aa4af', rule: '#272c32', observed: '#e7eaed' }

/** The chart theme for a resolved window theme. */
export function chartTheme(name: 'light' | 'dark'): ChartTheme {
  return name === 'dark' ? DARK_CHART : LIGHT_CHART
}
