import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparisonToHtml } from '../../../src/main/report/comparison-to-html'
import { chartNotes, noteMarks, type NoteArea } from '../../../src/main/report/svg-notes'
import { comparisonFixture, reportSeriesFixture } from '../../support/comparison-fixture'

const area: NoteArea = { left: 46, right: 294, top: 8, bottom: 106, spanS: 4 }
const note = (number: number, startS: number, endS = startS) => ({ number, startS, endS, text: `note ${number}` })

describe('notes on a chart', () => {
  it('are a line for a moment, at its time', () => {
    const marks = noteMarks([note(1, 1)], area)
    expect(marks).toContain('<path class="note-line" d="M108 8V106"/>')
    expect(marks).not.toContain('note-span')
    expect(marks).toContain('>1</text>')
  })

  it('are a shade between two lines for a span', () => {
    const marks = noteMarks([note(1, 1, 3)], area)
    expect(marks).toContain('<rect class="note-span" x="108" y="8" width="124" height="98"/>')
    expect(marks.match(/note-line/g)).toHaveLength(2)
  })

  it('keep their numbers where others are left out of the chart', () => {
    expect(noteMarks([note(1, -3, -1), note(2, 2), note(3, 9)], area).match(/>\d+<\/text>/g)).toEqual(['>2</text>'])
  })

  it('that reach into the chart are cut to it', () => {
    expect(noteMarks([note(1, -3, 1)], area)).toContain('<rect class="note-span" x="46" y="8" width="62" height="98"/>')
  })

  it('stay inside the chart, and no flag covers another', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: -1, max: 5, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }))), (times) => {
      const marks = noteMarks(times.map(([startS, lengthS], index) => note(index + 1, startS, startS + lengthS)), area)
      const boxes = [...marks.matchAll(/<rect class="note-(\w+)" x="([\d.]+)" y="\d+" width="([\d.]+)"/g)].map(([, kind, x, width]) => ({ kind, from: Number(x), to: Number(x) + Number(width) }))
      expect(boxes.every(({ from, to }) => from >= 35 && to <= 296)).toBe(true)
      const flags = boxes.filter(({ kind, to }) => kind === 'flag' && to < 284).sort((a, b) => a.from - b.from)
      expect(flags.every(({ from }, index) => index === 0 || from >= flags[index - 1]!.to - 0.02)).toBe(true)
    }))
  })
})

describe('a report with notes', () => {
  const hostile = '"><script>alert(1)</script>\u202e'
  const comparison = { ...comparisonFixture(), notes: [{ startS: 4.25, endS: 4.25, text: hostile }, { startS: 4.5, endS: 4.75, text: 'kswapd falls behind' }] }
  const html = comparisonToHtml(comparison, reportSeriesFixture())

  it('flags them on every chart of the recording and of the replays', () => {
    const charts = html.match(/<svg class="chart"[^]*?<\/svg>/g) ?? []
    expect(charts).toHaveLength(9)
    expect(charts.map((chart) => (chart.match(/class="note-mark"/g) ?? []).length)).toEqual(charts.map(() => 2))
    expect(charts[0]).toContain('<title>kswapd falls behind</title>')
  })

  it('lists them under the numbers of their flags', () => {
    expect(html).toContain('<th scope="row">2</th><td>0.500 s to 0.750 s</td><td class="text"><bdi>kswapd falls behind</bdi></td>')
    expect(chartNotes(comparison).map(({ number, startS }) => [number, startS])).toEqual([[1, 0.25], [2, 0.5]])
  })

  it('takes no markup from them', () => {
    expect(html).not.toContain('<script')
  })

  it('without any has no flag and no list', () => {
    const plain = comparisonToHtml(comparisonFixture(), reportSeriesFixture())
    expect(plain).not.toMatch(/class="note-mark"|The numbers are those of the flags/)
  })
})
