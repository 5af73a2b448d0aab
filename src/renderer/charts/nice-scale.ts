/** Round axis ends and ticks. */

export interface Scale {
  readonly max: number
  readonly step: number
  /** From the lower end to `max`. */
  readonly ticks: readonly number[]
  /** Lower end of a scale of differences; 0 when absent. */
  readonly min?: number
  /** Lower end of a logarithmic scale: what lies below, zero included, is drawn on it. */
  readonly logMin?: number
}

/** Smallest of 1, 2, 5 × 10^n that is not below `value`; 1 for values that are not positive. */
export function niceStep(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1
  const exponent = Math.floor(Math.log10(value))
  const factor = [1, 2, 5, 10].find((candidate) => value <= candidate * 10 ** exponent * (1 + 1e-9)) ?? 10
  return round(factor * 10 ** exponent)
}

/**
 * Axis from 0 to a round maximum at or above `dataMax`, in at most `intervals` steps.
 * Data without a positive value get 0..1, so that an all-zero chart has an axis.
 */
export function zeroBasedScale(dataMax: number, intervals = 3): Scale {
  const top = dataMax > 0 && Number.isFinite(dataMax) ? dataMax : 1
  const step = niceStep(top / intervals)
  const count = Math.max(1, Math.ceil(top / step - 1e-9))
  return { max: round(count * step), step, ticks: Array.from({ length: count + 1 }, (_, index) => round(index * step)) }
}

/** Decades of a logarithmic scale at most: below the fifth nothing can be told from the floor. */
const MAX_DECADES = 5

/** Powers of ten around the positive data; at least one decade. */
export function logScale(leastPositive: number, dataMax: number): Scale {
  const top = dataMax > 0 && Number.isFinite(dataMax) ? Math.ceil(Math.log10(dataMax) - 1e-9) : 1
  const wanted = leastPositive > 0 && Number.isFinite(leastPositive) ? Math.floor(Math.log10(leastPositive) + 1e-9) : top - 1
  const bottom = Math.min(top - 1, Math.max(wanted, top - MAX_DECADES))
  const ticks = Array.from({ length: top - bottom + 1 }, (_, index) => round(10 ** (bottom + index)))
  return { max: round(10 ** top), step: 1, ticks, logMin: round(10 ** bottom) }
}

/** Axis of differences: the same steps above and below zero, as far as the data go to either side. */
export function signedScale(dataMin: number, dataMax: number): Scale {
  const step = zeroBasedScale(Math.max(-dataMin, dataMax), 2).step
  const below = dataMin < 0 ? Math.ceil(-dataMin / step - 1e-9) : 0
  const above = Math.max(dataMax > 0 ? Math.ceil(dataMax / step - 1e-9) : 0, below === 0 ? 1 : 0)
  const ticks = Array.from({ length: below + above + 1 }, (_, index) => round((index - below) * step))
  return { min: below === 0 ? 0 : round(-below * step), max: round(above * step), step, ticks }
}

/** Height of a value on a scale: 0 at its lower end, 1 at its top. */
export function heightOn(scale: Scale, value: number): number {
  if (scale.logMin !== undefined) return Math.log10(Math.max(value, scale.logMin) / scale.logMin) / Math.log10(scale.max / scale.logMin)
  const min = scale.min ?? 0
  return (value - min) / (scale.max - min)
}

/** Round ticks within [start, end]; about one per `pixelsPerTick` of `width`. */
export function ticksWithin(start: number, end: number, width: number, pixelsPerTick = 42): { readonly step: number; readonly ticks: readonly number[] } {
  const span = end - start
  if (!(span > 0) || !(width > 0)) return { step: 1, ticks: [] }
  const step = niceStep(span / Math.max(1, Math.floor(width / pixelsPerTick)))
  const first = Math.ceil(start / step - 1e-9)
  const last = Math.floor(end / step + 1e-9)
  const ticks: number[] = []
  for (let index = first; index <= last; index += 1) ticks.push(round(index * step))
  return { step, ticks }
}

/** Every so manieth tick that labels of `pixelsPerTick` have room for on an axis of `width`, the last among them. */
export function roomyTicks(ticks: readonly number[], width: number, pixelsPerTick: number): readonly number[] {
  const stride = Math.max(1, Math.ceil(((ticks.length - 1) * pixelsPerTick) / Math.max(1, width)))
  return ticks.filter((_, index) => (ticks.length - 1 - index) % stride === 0)
}

/** Digits after the point that a multiple of `step` needs. */
export function decimalsOf(step: number): number {
  return step >= 1 ? 0 : Math.min(9, Math.ceil(-Math.log10(step) - 1e-9))
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}
