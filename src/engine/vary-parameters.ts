/** Ensemble members: costs and contention drawn within their stated uncertainty. Member 0 is nominal. */
import { Random } from './kernel/random'
import type { CostParameters, ModelParameters } from './model-parameters'

/** Separates the draws of costs from every other use of a seed. */
const VARIATION_STREAM = 77

/** Parameters of one member: every cost scaled by its own factor, scanning and freeing together, compression apart. */
export function varyParameters(parameters: ModelParameters, seed: number, member: number): ModelParameters {
  if (member === 0) return parameters
  const random = new Random(seed + member, VARIATION_STREAM)
  const { costs: sigma, contention } = parameters.uncertainty
  const factor = (): number => Math.max(0.5, 1 + sigma * random.normal())
  const reclaim = factor()
  const compress = factor()
  const costs: CostParameters = {
    ...parameters.costs,
    scanKeptNs: parameters.costs.scanKeptNs * reclaim,
    unmapNs: parameters.costs.unmapNs * reclaim,
    freeNs: parameters.costs.freeNs * factor(),
    deactivateNs: parameters.costs.deactivateNs * reclaim,
    compressNs: parameters.costs.compressNs * compress,
    sameFilledNs: parameters.costs.sameFilledNs * compress,
    decompressNs: parameters.costs.decompressNs * compress,
    contentionFactor: Math.max(1, parameters.costs.contentionFactor + contention * random.normal())
  }
  return { ...parameters, costs }
}
