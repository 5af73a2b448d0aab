/** Colours and patterns by meaning, the same as in the window. Nothing is told by colour alone: classes have a hatch, lines a dash. */
import type { CpuClass } from '../../shared/metrics'

export interface ClassInk {
  readonly title: string
  readonly color: string
  /** SVG content of an 8 × 8 pattern tile, drawn over the colour in `hatch` ink; '' = plain. */
  readonly hatch: string
}

const INK = 'stroke="#fff" stroke-opacity=".55" fill="none"'

export const CLASS_INKS: Readonly<Record<Exclude<CpuClass, 'idle'>, ClassInk>> = {
  kswapd: { title: 'kswapd', color: '#b8860b', hatch: `<path d="M-2 6l8 -8M0 12l12 -12" ${INK} stroke-width="1.5"/>` },
  directReclaim: { title: 'direct reclaim', color: '#d1495b', hatch: `<path d="M-2 2l8 8M0 -4l12 12M-4 4l8 8" ${INK} stroke-width="1.5"/>` },
  kcompressd: { title: 'kcompressd', color: '#12937f', hatch: '<circle cx="2" cy="2" r="1.2" fill="#fff" fill-opacity=".6"/><circle cx="6" cy="6" r="1.2" fill="#fff" fill-opacity=".6"/>' },
  app: { title: 'app', color: '#5b82a8', hatch: '' },
  other: { title: 'other', color: '#808790', hatch: `<path d="M0 2h8M0 6h8" ${INK} stroke-width="1"/>` }
}

/** Bottom to top. What is not drawn was idle. */
export const STACK_ORDER = ['kswapd', 'directReclaim', 'kcompressd', 'app', 'other'] as const satisfies readonly CpuClass[]

export interface LineInk {
  readonly color: string
  /** SVG dash array; '' = solid. */
  readonly dash: string
}

/** Okabe-Ito order without black (the observed line), darkened where contrast asks for it. */
export const CONFIG_INKS: readonly LineInk[] = [
  { color: '#bf7f00', dash: '6 2' }, { color: '#2b8fcb', dash: '2 2' }, { color: '#009e73', dash: '8 2 2 2' }, { color: '#9a8d00', dash: '4 4' },
  { color: '#0072b2', dash: '10 3' }, { color: '#d55e00', dash: '3 1' }, { color: '#bf6797', dash: '6 2 1 2 1 2' }
]

/** Observed data: solid, in the colour of text. */
export const OBSERVED_INK: LineInk = { color: 'currentColor', dash: '' }

/** Ink of the n-th configuration; more configurations than colours start over. */
export function configInk(index: number): LineInk {
  return CONFIG_INKS[index % CONFIG_INKS.length] ?? OBSERVED_INK
}
