import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../../src/engine/trace/utf8'

describe('UTF-8', () => {
  it('gives back every text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const bytes = encodeUtf8(text)
      expect(decodeUtf8(bytes, 0, bytes.length)).toBe(text)
    }))
  })

  it('encodes as the platform does', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)])
    }))
  })

  it('decodes whatever the platform decodes without replacement', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
      const text = decodeUtf8(bytes, 0, bytes.length)
      if (expected.includes('\ufffd')) expect(text).toContain('\ufffd')
      else expect(text).toBe(expected)
    }), { numRuns: 500 })
  })

  it('decodes long ASCII in pieces', () => {
    const bytes = new Uint8Array(10_000).fill(97)
    expect(decodeUtf8(bytes, 1, 9_999)).toBe('a'.repeat(9_998))
  })
})
