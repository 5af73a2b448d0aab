/**
 * Colours by meaning: the same in light, dark, print and SVG. Every mark colour has a contrast of at least 3 against the
 * lightest and the darkest plot ground, and never stands alone: a CPU class also has a hatch, a configuration also a dash.
 */
import type { CpuClass } from '../../shared/metrics'
import { t } from '../text/text'

/** A repeating pattern as ECharts draws it (`itemStyle.decal`), and the name of the matching CSS hatch. */
export interface Decal {
  readonly symbol: 'rect' | 'circle' | 'triangle'
  readonly symbolSize: number
  readonly dashArrayX: readonly number[] | readonly (readonly number[])[]
  readonly dashArrayY: readonly number[]
  readonly rotation: number
  readonly color: string
}

export interface ClassStyle {
  readonly title: string
  readonly color: string
  readonly decal: Decal | null
}

const HATCH_INK = 'rgba(255, 255, 255, 0.5)'

function stripes(rotation: number, line: number, gap: number): Decal {
  return { symbol: 'rect', symbolSize: 1, dashArrayX: [1, 0], dashArrayY: [line, gap], rotation, color: HATCH_INK }
}

/** Styles of the CPU time classes. Idle is the bare ground: what is not drawn was idle. */
export const CLASS_STYLES: Readonly<Record<CpuClass, ClassStyle>> = {
  app: { title: 'app', color: '#5b82a8', decal: null },
  directReclaim: { title: t('charts.directReclaim'), color: '#d1495b', decal: stripes(Math.PI / 4, 2, 3) },
  kswapd: { title: 'kswapd', color: '#b8860b', decal: stripes(-Math.PI / 4, 2, 5) },
  kcompressd: { title: 'kcompressd', color: '#12937f', decal: { ...stripes(0, 4, 3), symbol: 'circle', symbolSize: 0.7, dashArrayX: [[4, 3], [0, 3, 4, 0]] } },
  other: { title: t('charts.other'), color: '#808790', decal: { ...stripes(0, 1, 0), dashArrayX: [1, 5] } },
  idle: { title: t('charts.idle'), color: 'transparent', decal: null }
}

/** Classes in stacking order, bottom first, without idle. Reclaim sits at the bottom, where its size is easiest to read. */
export const STACKED_CLASSES = ['kswapd', 'directReclaim', 'kcompressd', 'app', 'other'] as const satisfies readonly CpuClass[]

/** A configuration's line: Okabe-Ito order (without black, which is the observed line), darkened where contrast asks for it. */
export interface ConfigStyle {
  readonly color: string
  /** Dash lengths in pixels; empty = solid. */
  readonly dash: readonly number[]
}

/** The observed line of a second capture: solid as all that was measured, violet, which no configuration has. */
export const SECOND_CAPTURE: ConfigStyle = { color: '#8b5cf6', dash: [] }

export const CONFIG_STYLES: readonly ConfigStyle[] = [
  { color: '#bf7f00', dash: [6, 2] },
  { color: '#2b8fcb', dash: [2, 2] },
  { color: '#009e73', dash: [8, 2, 2, 2] },
  { color: '#9a8d00', dash: [4, 4] },
  { color: '#0072b2', dash: [10, 3] },
  { color: '#d55e00', dash: [3, 1] },
  { color: '#bf6797', dash: [6, 2, 1, 2, 1, 2] }
]

/** Dash of an own configuration, counted from its colour's own: beyond those that presets of the same colour take. */
const OWN_DASH = 3

/** Style of an own configuration: a preset's colour with another dash. */
export function ownConfigStyle(index: number): ConfigStyle {
  return styleAt(index, OWN_DASH)
}

/** Style of the n-th configuration; where colours start over, the dash is another one. */
export function configStyle(index: number): ConfigStyle {
  return styleAt(index, 0)
}

function styleAt(index: number, dashShift: number): ConfigStyle {
  const count = CONFIG_STYLES.length
  const place = ((index % count) + count) % count
  const dash = (place + Math.floor(Math.max(0, index) / count) + dashShift) % count
  return { color: (CONFIG_STYLES[place] as ConfigStyle).color, dash: (CONFIG_STYLES[dash] as ConfigStyle).dash }
}
