import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvRows } from '../../../../src/main/import/csv/csv-rows'
import { splitLine } from '../../../../src/main/import/csv/row-joiner'

interface Read {
  header: readonly string[]
  rows: (readonly string[])[]
  lines: number[]
  bad: [number, string][]
}

function read(text: string, chunkBytes = 1 << 16): Read {
  const result: Read = { header: [], rows: [], lines: [], bad: [] }
  const rows = new CsvRows(',', {
    onHeader: (cells) => (result.header = cells),
    onRow: (cells, line) => {
      result.rows.push(cells)
      result.lines.push(line)
    },
    onBadRow: (bad, line) => result.bad.push([line, bad]),
    onLongLine: () => undefined
  })
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += chunkBytes) rows.push(bytes.subarray(start, start + chunkBytes))
  rows.end(false)
  return result
}

describe('CsvRows', () => {
  it('reads plain rows, skipping empty lines and a byte order mark', () => {
    expect(read('\ufeffa,b\n\n1,2\r\n\n3,4')).toEqual({ header: ['a', 'b'], rows: [['1', '2'], ['3', '4']], lines: [3, 5], bad: [] })
  })

  it('keeps quotes that trace_processor did not escape', () => {
    const { rows, bad } = read('"ts","name"\n1,"say "hi" now"\n2,"plain"\n3,"trailing""\n')
    expect(rows).toEqual([['1', 'say "hi" now'], ['2', 'plain'], ['3', 'trailing"']])
    expect(bad).toEqual([])
  })

  it('joins rows with line ends in quoted cells, also across chunks', () => {
    const text = '"ts","name","x"\n1,"two\nlines",5\n2,"three\n\nlines",6\n'
    for (const chunkBytes of [1, 7, 1000]) {
      expect(read(text, chunkBytes).rows).toEqual([['1', 'two\nlines', '5'], ['2', 'three\n\nlines', '6']])
    }
  })

  it('reports rows of another width with their line and goes on', () => {
    const { rows, bad } = read('a,b\n1,2\n3\n4,5,6\n7,8\n')
    expect(rows).toEqual([['1', '2'], ['7', '8']])
    expect(bad).toEqual([[3, '3'], [4, '4,5,6']])
  })

  it('does not let an open quote swallow more than the line after it', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${index},"ok"`)
    const { rows } = read(['a,b', '0,"open', ...lines, ''].join('\n'))
    expect(rows.slice(1)).toEqual(lines.slice(1).map((line) => [line.split(',')[0], 'ok']))
  })

  it('gives an open quote up that is never closed', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${index},5`)
    const { rows, bad } = read(['a,b', '0,"open', ...lines, ''].join('\n'))
    expect(rows).toHaveLength(40)
    expect(bad).toEqual([[2, '0,"open']])
  })

  it('reads the same rows however the bytes are cut', () => {
    const cell = fc.oneof(fc.nat().map(String), fc.stringMatching(/^[a-z ,é]{0,8}$/).map((text) => `"${text}"`))
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 })
    fc.assert(fc.property(table, fc.integer({ min: 1, max: 60 }), (rows, chunkBytes) => {
      const text = ['a,b,c', ...rows.map((row) => row.join(',')), ''].join('\n')
      const expected = rows.map((row) => row.map((value) => value.replace(/^"|"$/g, '')))
      expect(read(text, chunkBytes).rows).toEqual(expected)
    }))
  })
})

describe('splitLine', () => {
  it.each([
    ['1,2', ['1', '2']], ['1,"a,b",2', ['1', 'a,b', '2']], ['"a"b",2', ['a"b', '2']], ['"",""', ['', '']], ['', ['']], ['1,', ['1', '']], ['"open', ['open']]
  ])('splits %s', (line, cells) => {
    expect(splitLine(line, ',')).toEqual(cells)
  })
})
