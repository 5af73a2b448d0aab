/** Remembers a value derived from a trace for as long as the trace lives. Traces are immutable, so this never goes stale. */
import type { Trace } from '../trace/trace'

/** Wraps a pure function of a trace so that it runs once per trace. */
export function oncePerTrace<T>(derive: (trace: Trace) => T): (trace: Trace) => T {
  const known = new WeakMap<Trace, { readonly value: T }>()
  return (trace) => {
    const hit = known.get(trace)
    if (hit !== undefined) return hit.value
    const value = derive(trace)
    known.set(trace, { value })
    return value
  }
}
