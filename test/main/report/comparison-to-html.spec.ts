import { describe, expect, it } from 'vitest'
import { comparisonToHtml } from '../../../src/main/report/comparison-to-html'
import { comparisonFixture, reportSeriesFixture } from '../../support/comparison-fixture'
import { writebackComparison } from '../../support/writeback-fixture'

const html = comparisonToHtml(comparisonFixture(), reportSeriesFixture())
const VOID = new Set(['meta', 'path', 'circle', 'rect'])

/** Names of elements left open or closed wrongly; empty when every tag has its partner. */
function unbalanced(text: string): string[] {
  const open: string[] = []
  const problems: string[] = []
  for (const [, slash, name = '', selfClosing] of text.replace(/<style>[^]*?<\/style>/, '').matchAll(/<(\/?)([a-zA-Z][\w]*)[^>]*?(\/?)>/g)) {
    if (slash === '') {
      if (selfClosing === '' && !VOID.has(name)) open.push(name)
    } else if (open.pop() !== name) problems.push(name)
  }
  return [...problems, ...open]
}

describe('comparisonToHtml', () => {
  it('is one document that closes what it opens', () => {
    expect(html.startsWith('<!doctype html>')).toBe(true)
    expect(unbalanced(html)).toEqual([])
  })

  it('needs no network and no script', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|javascript:|\son\w+=/i)
    // Nothing but references into the document itself.
    expect([...html.matchAll(/url\(([^)]*)\)/g)].every(([, target]) => target?.startsWith('#'))).toBe(true)
    expect(html).not.toMatch(/https?:/)
    expect(html).toContain("default-src 'none'")
  })

  it('makes hostile names harmless everywhere', () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&\u0000\u202eevil`
    const text = comparisonToHtml(comparisonFixture(hostile), reportSeriesFixture(), { title: hostile })
    expect(text).not.toMatch(/<script|<img/i)
    expect(text).not.toContain('\u0000')
    expect(text).toContain('&lt;script&gt;')
    expect(unbalanced(text)).toEqual([])
    const outside = text.replace(/<bdi>[^]*?<\/bdi>/g, '').replace(/<title>[^]*?<\/title>/g, '')
    expect(outside.split('\u202e').length - 1, 'names outside of their own direction').toBeLessThanOrEqual(1)
  })

  it('puts observed first, then the baseline, then the others', () => {
    const order = [...html.matchAll(/<figcaption><b>([^<]*)<\/b>/g)].map(([, heading]) => heading)
    expect(order.slice(0, 3)).toEqual(['off (observed)', 'off (replayed)', 'zram-v1 (replayed)'])
    expect(order).toHaveLength(9)
  })

  it('titles charts with sentences', () => {
    expect(html.replaceAll('\u2009', ' ')).toContain('zram-v1 cuts allocstall from 790 to 300 (↓ −62 %).')
    expect(html.replaceAll('\u2009', ' ')).toContain('Observed: allocstall is 800.')
  })

  it('uses one y scale per row', () => {
    const labels = (figure: string): string[] => [...figure.matchAll(/text-anchor="end">([^<]*)</g)].map(([, label]) => label ?? '')
    const figures = [...html.matchAll(/<figure>[^]*?<\/figure>/g)].map(([figure]) => labels(figure))
    expect(figures[0]).toEqual(figures[2])
    expect(figures[0]?.at(-1)?.replaceAll('\u2009', '')).toBe('1000')
  })

  it('shows changes with sign, arrow and word, and intervals', () => {
    const text = html.replaceAll('\u2009', ' ')
    expect(text).toContain('<td class="better">↓ −62 %<small>better</small></td>')
    expect(text).toContain('[250 .. 420]')
  })

  it('names what is not known instead of showing rows of dashes', () => {
    expect(html).toMatch(/Not known in this capture: [^<]*energyJ/)
  })

  it('always shows fit, warnings, assumptions and the identity of the capture', () => {
    for (const text of ['Fit: fair.', 'ODD_LINE', '(3 times)', 'assumed', 'ftrace-text', 'Engine']) expect(html).toContain(text)
  })

  it('writes the same bytes for the same comparison', () => {
    expect(comparisonToHtml(comparisonFixture(), reportSeriesFixture())).toBe(html)
  })

  it('survives a run without series, without a baseline and without values', () => {
    const comparison = comparisonFixture()
    const bare = { ...comparison, runs: comparison.runs.slice(0, 1), fit: {}, assumptions: [], warnings: [] }
    const text = comparisonToHtml(bare, { observed: { startNs: 0, binNs: 0, binCount: 0, series: [], cpus: [] }, runs: [] })
    expect(unbalanced(text)).toEqual([])
    expect(text).toContain('no data')
    expect(text).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('sets compressed against raw writeback where it has both', () => {
    expect(html).not.toContain('<h2>Writeback</h2>')
    const text = comparisonToHtml(writebackComparison(), reportSeriesFixture())
    expect(text).toContain('<h2>Writeback</h2>')
    expect(text).toContain('27 % less CPU time per page written back')
    expect(text).toMatch(/<circle cx="120" cy="[\d.]+" r="4"/)
    expect(unbalanced(text)).toEqual([])
  })
})
