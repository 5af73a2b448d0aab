/** A configuration with another compression algorithm than the recorded one: what sizes and costs become. */
import type { Configuration } from '../../shared/config'
import type { ModelParameters } from '../model-parameters'
import { contentUnder, costsUnder, findAlgorithm, type AlgorithmModel } from './algorithms'

/** The algorithms that sizes and costs are to be carried over between. */
export interface AlgorithmChange {
  readonly from: AlgorithmModel
  readonly to: AlgorithmModel
}

/**
 * The change a configuration brings; null when it keeps the algorithm that ran. A configuration that names the same algorithm as
 * the running one keeps what was recorded, also where the device names another: presets change kcompressd, not the algorithm.
 * @param running configuration while recording
 * @param recorded algorithm by device.json; undefined = that of `running`
 */
export function algorithmChange(running: Configuration, config: Configuration, recorded: string | undefined): AlgorithmChange | null {
  if (config.swap.algorithm === running.swap.algorithm) return null
  const from = findAlgorithm(recorded ?? running.swap.algorithm) ?? findAlgorithm(running.swap.algorithm)
  const to = findAlgorithm(config.swap.algorithm)
  return from === undefined || to === undefined || from.id === to.id ? null : { from, to }
}

/** Parameters of a capture under the other algorithm. */
export function parametersUnder(parameters: ModelParameters, change: AlgorithmChange | null): ModelParameters {
  if (change === null) return parameters
  const { from, to } = change
  return { ...parameters, content: contentUnder(parameters.content, from, to), costs: costsUnder(parameters.costs, from, to) }
}

/** The change in words, with its evidence. */
export function algorithmSentence({ from, to }: AlgorithmChange): string {
  const times = (a: number, b: number): string => (a / b).toFixed(2)
  return `${to.id} in place of ${from.id}: ${times(to.sizeRatio, from.sizeRatio)} times the size, ${times(to.compressRatio, from.compressRatio)} times the time to compress and ` +
    `${times(to.decompressRatio, from.decompressRatio)} times to decompress (means of published figures, not measured in this capture).`
}
