/**
 * Every property test draws the same inputs in every run, so that a change is judged by what it changed and not by the luck of the draw.
 * RECLAIMSCOPE_PROPERTY_SEED=<integer> draws others; `random` leaves the choice to fast-check, which prints the seed of a failure.
 */
import fc from 'fast-check'

const DEFAULT_SEED = 1
const wanted = process.env.RECLAIMSCOPE_PROPERTY_SEED ?? String(DEFAULT_SEED)
if (wanted !== 'random') {
  const seed = Number(wanted)
  if (!Number.isInteger(seed)) throw new Error(`RECLAIMSCOPE_PROPERTY_SEED is "${wanted}"; expected an integer or "random"`)
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
}
