/** Round axis ends and ticks. */

export interface Scale {
  readonly max: number
  readonly step: number
  /** From 0 to `max`. */
  readonly ticks: readonly number[]
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

/** Round ticks within [start, end]; about one per `pixelsPerTick` of `width`. */
export function ticksWithin(start: number, end: number, width: number, pixelsPerTick = 64): { readonly step: number; readonly ticks: readonly number[] } {
  const span = end - start
  if (!(span > 0) || !(width > 0)) return { step: 1, ticks: [] }
  const step = niceStep(span / Math.max(1, Math.floor(width / pixelsPerTick)))
  const first = Math.ceil(start / step - 1e-9)
  const last = Math.floor(end / step + 1e-9)
  const ticks: number[] = []
  for (let index = first; index <= last; index += 1) ticks.push(round(index * step))
  return { step, ticks }
}

/** Digits after the point that a multiple of `step` needs. */
export function decimalsOf(step: number): number {
  return step >= 1 ? 0 : Math.min(9, Math.ceil(-Math.log10(step) - 1e-9))
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}
