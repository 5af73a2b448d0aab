import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentReader } from '../../../../src/main/import/ftrace/argument-reader'
import type { TextBlock } from '../../../../src/main/import/ftrace/bytes'

const TARGETS = new Map([['a', { column: 0, form: 'number' }], ['nr_bytes', { column: 1, form: 'number' }], ['flags', { column: 2, form: 'flags' }]] as const)
/** A line header stands before all arguments. */
const LEAD = '1.0: x: '

function blockOf(text: string): TextBlock {
  const bytes = Buffer.from(text, 'latin1')
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), size: bytes.length }
}

/** Values of each line, read one after the other by `readerFor`, and where each line ended. */
function readAll(lines: readonly string[], readerFor: () => ArgumentReader): (number | string)[][] {
  const block = blockOf(lines.map((line) => `${LEAD}${line}\n`).join('') + ' '.repeat(100))
  let start = 0
  return lines.map((line) => {
    const reader = readerFor()
    const end = reader.read(block, start + LEAD.length)
    start += LEAD.length + line.length + 1
    return [...[...reader.values].map((number) => (Number.isNaN(number) ? 'none' : number)), block.bytes.toString('latin1', end, start)]
  })
}

const value = fc.oneof(fc.nat(), fc.constantFrom('-5', '0', '12', '12B', '0x1f', '0x30b84', '18446744073709551615', 'RECLAIM_WB_ANON|RECLAIM_WB_ASYNC', 'RECLAIM_WB_FILE', 'x', '', '0000000000000012'))
const token = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(fc.constantFrom('a', 'nr_bytes', 'flags', 'page', 'b'), value).map(([key, text]) => `${key}=${text}`) },
  { weight: 1, arbitrary: fc.constantFrom('word', '=', 'a', '', 'a==1') }
)
const layout = fc.array(token, { maxLength: 7 }).map((tokens) => tokens.join(' '))
/** Lines of few layouts, so that many are like the one before but for some values. */
const alike = fc.tuple(fc.array(fc.constantFrom('a', 'nr_bytes', 'flags', 'page', 'b'), { minLength: 1, maxLength: 5 }), fc.array(fc.array(value, { minLength: 5, maxLength: 5 }), { minLength: 2, maxLength: 12 }))
  .map(([keys, rows]) => rows.map((row) => keys.map((key, index) => `${key}=${row[index]}`).join(' ')))

describe('arguments of lines that follow each other', () => {
  it('are the same as those of each line on its own', () => {
    fc.assert(fc.property(fc.oneof(alike, fc.array(layout, { maxLength: 12 })), (lines) => {
      const one = new ArgumentReader(3, TARGETS)
      expect(readAll(lines, () => one)).toEqual(readAll(lines, () => new ArgumentReader(3, TARGETS)))
    }), { numRuns: 2000 })
  })

  it('are numbers in any form, masks of flags, or absent', () => {
    expect(readAll(['a=1 nr_bytes=5B flags=RECLAIM_WB_ANON', 'a=-1 nr_bytes=0x10 flags=RECLAIM_WB_FILE', 'a=22', 'flags=2 a=9'], () => new ArgumentReader(3, TARGETS)))
      .toEqual([[1, 5, 1, '\n'], [-1, 16, 2, '\n'], [22, 'none', 'none', '\n'], [9, 'none', 2, '\n']])
  })
})
