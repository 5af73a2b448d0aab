import { describe, expect, it } from 'vitest'
import { hasRwPage, parseRelease, recordedKernel } from '../../src/engine/kernel-release'

describe('kernel release', () => {
  it.each([
    ['6.1.192', { major: 6, minor: 1 }], ['5.10.43-android12-9-00005-g740f7fbe5f39', { major: 5, minor: 10 }], ['Linux 4.14', { major: 4, minor: 14 }], ['unknown', null], [null, null]
  ])('is read from %s', (release, wanted) => {
    expect(parseRelease(release)).toEqual(wanted)
  })

  it('is what the device file states, else what the recording says', () => {
    expect(recordedKernel({ device: { kernel: '6.1.0' }, facts: { kernel: '5.4' } })).toBe('6.1.0')
    expect(recordedKernel({ device: {}, facts: { kernel: '5.4' } })).toBe('5.4')
    expect(recordedKernel({ device: null, facts: { kernel: '5.4' } })).toBe('5.4')
    expect(recordedKernel({ device: null })).toBeNull()
  })

  it.each([['4.19.1', true], ['6.2.16', true], ['6.3.0', false], ['6.12', false], ['7.1', false], [null, false]])('says whether pages are written while locked: %s', (release, wanted) => {
    expect(hasRwPage(release)).toBe(wanted)
  })
})
