/** A few thousand damaged inputs in every run of the tests; `npm run fuzz` tries any number. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge, judgePieces } from './judge'
import { damagedSample } from './mutate'
import { Random } from './random'
import { SAMPLES } from './samples'

const seeds = fc.integer({ min: 0, max: 0x7fffffff })

describe('samples', () => {
  it.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s is imported without complaint of the judge', async (_, sample) => {
    expect(await judge(sample)).toBeNull()
    expect(await judgePieces(sample, 7)).toBeNull()
  })
})

describe('damaged inputs', () => {
  it('are errors with a code or counted warnings, never anything else', async () => {
    await fc.assert(fc.asyncProperty(seeds, async (seed) => {
      expect(await judge(damagedSample(new Random(seed)))).toBeNull()
    }), { numRuns: 2500, seed: 1 })
  })

  it('give the same result whole and in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 1, max: 300 }), async (seed, size) => {
        expect(await judgePieces(damagedSample(new Random(seed)), size)).toBeNull()
      }),
      { numRuns: 300, seed: 2 }
    )
  })

  it('cut off at every byte are read up to there', async () => {
    for (const sample of SAMPLES.filter(({ name }) => ['trace.txt', 'plain.pftrace', 'rich.pftrace', 'vmstat.csv', 'run.zip', 'trace.lz4'].includes(name))) {
      for (let length = 0; length < Math.min(sample.bytes.length, 700); length += 1) expect(await judge({ ...sample, bytes: sample.bytes.subarray(0, length) })).toBeNull()
    }
  })
})
