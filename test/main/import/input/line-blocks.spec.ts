import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineBlocks, MAX_LINE_BYTES } from '../../../../src/main/import/input/line-blocks'

function cut(bytes: Uint8Array, sizes: readonly number[], isTruncated = false): (string | null)[] {
  const lines: (string | null)[] = []
  const blocks = new LineBlocks({
    onLines: (block, start, end) => {
      expect(block[end - 1]).toBe(10)
      lines.push(...Buffer.from(block.subarray(start, end - 1)).toString('latin1').split('\n'))
    },
    onLongLine: () => lines.push(null)
  })
  for (let start = 0, index = 0; start < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1
    blocks.push(Buffer.from(bytes.subarray(start, start + size)))
    start += size
  }
  blocks.end(isTruncated)
  return lines
}

describe('LineBlocks', () => {
  it('hands over every line once and whole, however the bytes are cut', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-c\n]{0,60}$/), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (text, sizes) => {
      const expected = text.split('\n')
      if (expected[expected.length - 1] === '') expected.pop()
      expect(cut(Buffer.from(text), sizes)).toEqual(expected)
    }))
  })

  it('drops a byte order mark', () => {
    expect(cut(Buffer.from('\ufeffa\n'), [100])).toEqual(['a'])
  })

  it('drops the last line of an input that broke off', () => {
    expect(cut(Buffer.from('a\nnext_pid=12'), [100], true)).toEqual(['a'])
  })

  it('replaces a line that is too long by a report, without holding it', () => {
    const long = Buffer.concat([Buffer.from('a\n'), Buffer.alloc(3 * MAX_LINE_BYTES, 120), Buffer.from('\nb\n')])
    expect(cut(long, [65_536])).toEqual(['a', null, 'b'])
    expect(cut(long.subarray(0, -3), [65_536])).toEqual(['a', null])
  })
})
