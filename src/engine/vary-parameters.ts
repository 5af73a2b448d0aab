/** Ensemble members: costs and contention drawn within their stated uncertainty. Member 0 is nominal. */
import { Random } from './kernel/random'
import type { CostParameters, ModelParameters } from './model-parameters'

/** Separates the draws of costs from every other use of a seed. */
const VARIATION_STREAM = 77

/** Multiplies the base seed so that members of neighbouring seeds share no draws. */
const SEED_STRIDE = 1009

/** Nobody knows whether what slowed the recording down from outside will be there again: the nominal member has half of it. */
const EXPECTED_SLOWDOWN = 0.5

/**
 * Parameters of one member. All costs share one factor (the same machine is faster or slower from boot to boot); on top of it
 * scanning, freeing and compression each have their own. A slowdown from outside comes back in part, evenly between not at all and as recorded.
 */
export function varyParameters(parameters: ModelParameters, seed: number, member: number): ModelParameters {
  if (member === 0) return withSlowdown(parameters, EXPECTED_SLOWDOWN)
  const random = new Random(seed * SEED_STRIDE + member, VARIATION_STREAM)
  const { costs: sigma, contention } = parameters.uncertainty
  const factor = (): number => Math.max(0.5, 1 + sigma * random.normal())
  const machine = factor()
  const reclaim = machine * factor()
  const free = machine * factor()
  const compress = machine * factor()
  const c = parameters.costs
  const costs: CostParameters = {
    ...c,
    scanKeptNs: c.scanKeptNs * reclaim, unmapNs: c.unmapNs * reclaim, deactivateNs: c.deactivateNs * reclaim, queuedPageNs: c.queuedPageNs * reclaim,
    freeNs: c.freeNs * free,
    compressNs: c.compressNs * compress, sameFilledNs: c.sameFilledNs * compress, decompressNs: c.decompressNs * compress,
    contentionFactor: Math.max(1, c.contentionFactor + contention * random.normal())
  }
  return withSlowdown({ ...parameters, costs }, random.next())
}

/** @param part of what slowed the recording down, 0..1 */
function withSlowdown(parameters: ModelParameters, part: number): ModelParameters {
  const { slowdown } = parameters
  return slowdown === undefined ? parameters : { ...parameters, slowdown: 1 + (slowdown - 1) * part }
}
