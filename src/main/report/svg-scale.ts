/** Round axes and coordinates for SVG charts. */

export interface AxisScale {
  readonly max: number
  /** From 0 to `max`, round. */
  readonly ticks: readonly number[]
}

/** An axis from 0 to a round value at or above `max`, with about `steps` steps. Without any positive value it ends at 1. */
export function axisFromZero(max: number, steps = 3): AxisScale {
  const top = Number.isFinite(max) && max > 0 ? max : 1
  const step = roundStep(top / steps)
  const count = Math.max(1, Math.ceil(top / step - 1e-9))
  return { max: exact(step * count), ticks: Array.from({ length: count + 1 }, (_, i) => exact(step * i)) }
}

/** Round ticks inside `[0, end]`, about `steps` of them; for an axis whose end is given. */
export function ticksWithin(end: number, steps = 5): readonly number[] {
  if (!(end > 0) || !Number.isFinite(end)) return [0]
  const step = roundStep(end / steps)
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => exact(step * i))
}

/** A coordinate with two decimals: short files, same bytes everywhere. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10
  return exact(factor * power)
}

function exact(value: number): number {
  return Number(value.toPrecision(12))
}
