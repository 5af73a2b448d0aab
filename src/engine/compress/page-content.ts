/**
 * What is in the pages: every page has a class (same-filled, compressible, incompressible) drawn from the given shares, and a
 * compressible page a size drawn from real pages where some were given, else from the corpus. Pure functions of (page, version, seed): two runs that swap the same page
 * see the same size, whatever else differs between them.
 */
import type { ContentParameters } from '../model-parameters'
import { hash32 } from './hash'
import { pageCorpus } from './page-corpus'
import { zsmallocClasses } from './zsmalloc-classes'

/** `compressedBytesOf` of a same-filled page: it needs no memory. */
export const SAME_FILLED = 0

/** Sizes to draw from; a power of two, so that a mask picks one. */
const TABLE_SIZE = 4096
/** Steps of the weight function over sizes. */
const WEIGHT_STEPS = 64

/** Independent hash streams for class and size. */
const CLASS_STREAM = 0x11
const SIZE_STREAM = 0x5f

/** Draws the compressed size of every page. */
export class PageContentSource {
  readonly pageSize: number
  /** Mean of the sizes that compressible pages draw, bytes: the wanted mean, or the closest one the corpus can give. */
  readonly meanCompressedBytes: number
  private readonly seed: number
  private readonly sizes: Uint16Array | Uint32Array
  private readonly sameFilledBelow: number
  private readonly compressibleBelow: number

  private constructor(pageSize: number, seed: number, sizes: Uint32Array, sameFilledBelow: number, compressibleBelow: number) {
    this.pageSize = pageSize
    this.seed = seed
    this.sizes = pageSize <= 0xffff ? Uint16Array.from(sizes) : sizes
    this.meanCompressedBytes = sizes.reduce((sum, bytes) => sum + bytes, 0) / sizes.length
    this.sameFilledBelow = sameFilledBelow
    this.compressibleBelow = compressibleBelow
  }

  /**
   * @param content shares (normalised to 1 here) and the wanted mean size of compressible pages, bytes
   * @param pageSize bytes
   * @param seed any integer
   * @param hugeClassBytes sizes from here on are stored whole and therefore never drawn; default: that of a 4-page zspage chain,
   *   below which a page is not huge under any kernel
   */
  static create(content: ContentParameters, pageSize: number, seed: number, hugeClassBytes = zsmallocClasses(pageSize, 'quarters-4').hugeClassBytes): PageContentSource {
    const total = content.sameFilledShare + content.compressibleShare + content.incompressibleShare
    if (!(total > 0)) throw new RangeError('content shares must add up to more than 0')
    const sizes = content.compressedSizes?.length ? givenSizes(content.compressedSizes, hugeClassBytes) : composeSizes(pageSize, hugeClassBytes, content.meanCompressedBytes)
    const sameFilled = content.sameFilledShare / total
    const compressible = content.compressibleShare / total
    return new PageContentSource(pageSize, seed | 0, sizes, Math.round(sameFilled * 2 ** 32), Math.round((sameFilled + compressible) * 2 ** 32))
  }

  /**
   * Compressed size of a page.
   * @param pageId any integer that identifies the page's place in its owner
   * @param version counts how often the page was dirtied: other content, same class
   * @returns 0 = same-filled; `pageSize` = does not compress, stored whole; else bytes
   */
  compressedBytesOf(pageId: number, version: number): number {
    const draw = hash32(pageId, CLASS_STREAM, this.seed)
    if (draw < this.sameFilledBelow) return SAME_FILLED
    if (draw >= this.compressibleBelow) return this.pageSize
    return this.sizes[hash32(pageId, version + SIZE_STREAM, this.seed) & (TABLE_SIZE - 1)] ?? this.pageSize
  }
}

/** The sizes of real pages; scaled ones may come out of bounds. */
function givenSizes(given: readonly number[], hugeClassBytes: number): Uint32Array {
  const sizes = Uint32Array.from(given, (bytes) => Math.min(hugeClassBytes - 1, Math.max(1, Math.round(bytes))))
  return quantiles(sizes, new Float64Array(sizes.length).fill(1))
}

/**
 * Chooses the distribution of sizes: the corpus as it is, or, for a wanted mean, the corpus with exponentially tilted weights.
 * Of all distributions over the corpus with that mean this one is closest to the corpus (least relative entropy), so the
 * spread stays that of the corpus as far as the mean allows.
 */
function composeSizes(pageSize: number, hugeClassBytes: number, wantedMeanBytes: number | null): Uint32Array {
  const sizes = pageCorpus(pageSize).compressedBytes.filter((bytes) => bytes < hugeClassBytes).sort()
  let ratio = 1
  if (wantedMeanBytes !== null) {
    // Only products and comparisons of doubles: the same bits everywhere.
    let low = 1 / 64
    let high = 64
    for (let step = 0; step < 60; step++) {
      ratio = (low + high) / 2
      if (tiltedMean(sizes, tiltedWeights(sizes, pageSize, ratio)) < wantedMeanBytes) low = ratio
      else high = ratio
    }
  }
  return quantiles(sizes, tiltedWeights(sizes, pageSize, ratio))
}

/** Weight `ratio ** step` per size, where step is the size in 64ths of a page. */
function tiltedWeights(sizes: Uint32Array, pageSize: number, ratio: number): Float64Array {
  const powers = new Float64Array(WEIGHT_STEPS + 1).fill(1)
  for (let step = 1; step <= WEIGHT_STEPS; step++) powers[step] = (powers[step - 1] ?? 1) * ratio
  const weights = new Float64Array(sizes.length)
  for (let i = 0; i < sizes.length; i++) weights[i] = powers[Math.floor(((sizes[i] ?? 0) * WEIGHT_STEPS) / pageSize)] ?? 1
  return weights
}

function tiltedMean(sizes: Uint32Array, weights: Float64Array): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < sizes.length; i++) {
    sum += (sizes[i] ?? 0) * (weights[i] ?? 0)
    total += weights[i] ?? 0
  }
  return sum / total
}

/** A table in which every size takes a share of places equal to its weight. */
function quantiles(sizes: Uint32Array, weights: Float64Array): Uint32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const table = new Uint32Array(TABLE_SIZE)
  let index = 0
  let reached = weights[0] ?? 0
  for (let place = 0; place < TABLE_SIZE; place++) {
    const wanted = ((place + 0.5) / TABLE_SIZE) * total
    while (reached < wanted && index + 1 < sizes.length) reached += weights[++index] ?? 0
    table[place] = sizes[index] ?? 0
  }
  return table
}
