import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_STRING, StringTable } from '../../../src/engine/trace/string-table'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('StringTable', () => {
  it('gives equal bytes one id and different bytes different ids', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 400 }), (texts) => {
      const table = new StringTable()
      const ids = texts.map((text) => table.internText(text))
      expect(ids.map((id) => table.text(id))).toEqual(texts)
      expect(table.count).toBe(new Set(['', ...texts]).size)
    }))
  })

  it('hands out ids in order of first use, with the empty string first', () => {
    const table = new StringTable()
    expect([table.internText(''), table.internText('b'), table.internText('a'), table.internText('b')]).toEqual([EMPTY_STRING, 1, 2, 1])
    expect(table.toArray()).toEqual(['', 'b', 'a'])
  })

  it('finds bytes in the middle of a buffer', () => {
    const table = new StringTable()
    const id = table.internText('kswapd0')
    const buffer = bytesOf('comm=kswapd0 pid=1')
    expect(table.internBytes(buffer, 5, 12)).toBe(id)
    expect(table.matches(id, buffer, 5, 12)).toBe(true)
    expect(table.matches(id, buffer, 5, 11)).toBe(false)
  })

  it('refuses strings beyond its limits and counts them', () => {
    const table = new StringTable({ maxStrings: 3, maxBytes: 100 })
    table.internText('a')
    table.internText('b')
    expect(table.internText('c')).toBe(EMPTY_STRING)
    expect(table.internText('a')).toBe(1)
    expect(table.refused).toBe(1)
  })

  it('keeps tens of thousands of strings apart', () => {
    const table = new StringTable()
    const ids = Array.from({ length: 50_000 }, (_, index) => table.internText(`mark ${index}`))
    expect(new Set(ids).size).toBe(50_000)
    expect(table.text(ids[43_210]!)).toBe('mark 43210')
  })
})
