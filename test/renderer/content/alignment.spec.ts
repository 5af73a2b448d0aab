import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignments, usualAlignment } from '../../../src/renderer/content/alignment'
import { fakeCapture } from '../support/fake-data'

const later = fakeCapture('c2', {
  startNs: 2e9, endNs: 26e9, episodes: [{ kind: 'kswapd', startNs: 7e9, endNs: 8e9, thread: 'kswapd0' }],
  marks: [{ kind: 'launch', timeNs: 3e9, name: 'com.example.game' }, { kind: 'kill', timeNs: 9e9, name: 'com.example.game' }, { kind: 'kill', timeNs: 12e9, name: 'com.example.game' }]
})

describe('two captures', () => {
  it('can be aligned by their starts, their first pressure and the first mark that both have', () => {
    expect(alignments(fakeCapture(), later)).toEqual([
      { key: 'start', title: 'start of capture', offsetNs: 2e9 },
      { key: 'pressure', title: 'first pressure', offsetNs: 6.5e9 },
      { key: 'kill:com.example.game', title: 'kill of com.example.game', offsetNs: 4e9 }
    ])
  })

  it('are aligned by pressure where both have some, else by their starts', () => {
    expect(usualAlignment(alignments(fakeCapture(), later))?.key).toBe('pressure')
    expect(usualAlignment(alignments(fakeCapture(), { ...later, episodes: [] }))?.key).toBe('start')
  })

  it('a mark of the first falls on the same mark of the second', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 24e9 }), fc.integer({ min: 0, max: 24e9 }), (firstNs, secondNs) => {
      const withMark = (captureId: string, timeNs: number) => fakeCapture(captureId, { marks: [{ kind: 'launch', timeNs, name: 'app' }] })
      const found = alignments(withMark('a', firstNs), withMark('b', secondNs)).find(({ key }) => key === 'launch:app')
      expect(firstNs + found!.offsetNs).toBe(secondNs)
    }))
  })
})
