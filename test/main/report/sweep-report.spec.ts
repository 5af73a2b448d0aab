import { describe, expect, it } from 'vitest'
import { sweepToCsv } from '../../../src/main/report/sweep-to-csv'
import { sweepToHtml } from '../../../src/main/report/sweep-to-html'
import { sweepFixture } from '../../support/sweep-fixture'

describe('the CSV of a sweep', () => {
  it('has a row for every combination, with the baseline on top, and leaves numbers numbers', () => {
    const [header = '', baseline = '', ...rows] = sweepToCsv(sweepFixture()).trim().split('\n')
    expect(header.split(',').slice(0, 8)).toEqual(['id', 'role', 'runs', 'meets_constraints', 'on_front', 'best', 'kcompressd.threads', 'kcompressd.nice'])
    expect(header).toMatch(/directReclaim\.totalMs\.p5,directReclaim\.totalMs\.p95,reclaimCpuS\.p5,reclaimCpuS\.p95$/)
    expect(baseline.split(',').slice(0, 3)).toEqual(['off', 'baseline', '3'])
    expect(rows).toHaveLength(6)
    expect(rows[0]!.split(',').slice(1, 8)).toEqual(['point', '3', 'yes', expect.any(String), expect.any(String), '1', '-5'])
    expect(new Set([header, baseline, ...rows].map((row) => row.split(',').length)).size).toBe(1)
  })
})

describe('the HTML of a sweep', () => {
  it('names the best under its constraints, and shows front, heat map and every combination', () => {
    const html = sweepToHtml(sweepFixture())
    expect(html).toMatch(/Best under kcompressd CPU share &lt; 25\u2009%: Threads 2, Nice value (-5|0)\./)
    expect(html.match(/<tr><th scope="row">/g)!.length).toBeGreaterThanOrEqual(6 + 1 + 2)
    expect(html).toContain('<svg class="chart wide"')
    expect(html).toContain('class="heat-7"')
    expect(html).toBe(sweepToHtml(sweepFixture()))
  })

  it('says so when nothing is good enough', () => {
    expect(sweepToHtml(sweepFixture('w', { constraints: ['stalls < 1 ms'] }))).toContain('No combination is good enough under Direct reclaim time &lt; 1\u2009ms.')
  })

  it('lets no foreign name become markup', () => {
    const html = sweepToHtml(sweepFixture('<script>alert(1)</script>"\''))
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;')
  })
})
