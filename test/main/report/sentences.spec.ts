import { describe, expect, it } from 'vitest'
import { changeSentence, valueSentence } from '../../../src/main/report/sentences'

const said = (...args: Parameters<typeof changeSentence>): string => changeSentence(...args).replaceAll('\u2009', ' ')

describe('changeSentence', () => {
  it('says what changed, from what to what', () => {
    expect(said('zram-v1', 'directReclaim.totalMs', 1250, 473)).toBe('zram-v1 cuts direct reclaim time from 1.25 s to 473 ms (↓ −62 %)')
    expect(said('mm', 'kswapd.cpuS', 2, 3)).toBe('mm raises kswapd CPU time from 2 s to 3 s (↑ +50 %)')
  })

  it('does not make a change of nothing', () => {
    expect(said('mm', 'allocstall', 1000, 1004)).toBe('mm leaves allocstall at 1 004')
    expect(said('mm', 'allocstall', 0, 0)).toBe('mm leaves allocstall at 0')
    expect(said('mm', 'kcompressd.cpuS', 0, 3)).toBe('mm raises kcompressd CPU time from 0 to 3 s')
  })

  it('says what is not known', () => {
    expect(said('mm', 'energyJ', null, null)).toBe('mm: energy is not known')
    expect(said('mm', 'allocstall', null, 5)).toBe('mm has allocstall of 5')
    expect(valueSentence('Observed', 'allocstall', null)).toBe('Observed: allocstall is not known')
  })
})
