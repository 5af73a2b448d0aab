/** What the long-running script takes from here. */
export { HANG_MS, judge, judgePieces } from './judge'
export { damagedSample } from './mutate'
export { Random } from './random'
