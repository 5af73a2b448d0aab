import { describe, expect, it } from 'vitest'
import { createLatestOnly } from '../../../src/renderer/composables/latest-only'

/** Work that the test ends, piece by piece. */
function createBench() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const latest = createLatestOnly<string>((item) => {
    begun.push(item)
    return new Promise((end) => ends.push(end))
  })
  const end = async (): Promise<void> => {
    ends.shift()?.()
    await new Promise((settled) => setTimeout(settled, 0))
  }
  return { latest, begun, end }
}

describe('the latest only', () => {
  it('begins at once and does one piece at a time', async () => {
    const { latest, begun, end } = createBench()
    latest.push('first')
    latest.push('second')
    expect(begun).toEqual(['first'])
    await end()
    expect(begun).toEqual(['first', 'second'])
  })

  it('skips what was overtaken while it waited', async () => {
    const { latest, begun, end } = createBench()
    for (const item of ['a', 'b', 'c', 'd']) latest.push(item)
    await end()
    await end()
    expect(begun).toEqual(['a', 'd'])
  })

  it('forgets what waits, and begins again when asked', async () => {
    const { latest, begun, end } = createBench()
    latest.push('a')
    latest.push('b')
    latest.clear()
    await end()
    expect(begun).toEqual(['a'])
    latest.push('c')
    expect(begun).toEqual(['a', 'c'])
  })
})
