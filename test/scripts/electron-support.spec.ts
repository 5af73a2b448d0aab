import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const { judgeElectron } = (await import(join(resolve(import.meta.dirname, '../../scripts/lib'), 'electron-support.mjs'))) as {
  judgeElectron: (used: string, latest: string) => { isSupported: boolean; sentence: string }
}

describe('the Electron in use', () => {
  it.each([['45.3.4', '45.4.0', true], ['45.3.4', '47.0.0', true], ['45.3.4', '48.0.0', false], ['9.4.4', '45.0.0', false], ['46.0.0-beta.1', '45.0.0', true]])('%s beside %s: supported %s', (used, latest, isSupported) => {
    expect(judgeElectron(used, latest).isSupported).toBe(isSupported)
  })

  it('is named with what to do', () => {
    expect(judgeElectron('45.3.4', '48.1.0').sentence).toBe('Electron 45.3.4 is 3 behind the latest major, no longer supported: update it (latest: 48.1.0).')
  })

  it('is not judged without an answer of the registry', () => {
    expect(() => judgeElectron('45.3.4', '')).toThrow('no versions')
  })
})
