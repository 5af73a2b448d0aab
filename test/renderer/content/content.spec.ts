import { describe, expect, it } from 'vitest'
import { compactText, positionText, tickTexts } from '../../../src/renderer/content/axis-text'
import { headline } from '../../../src/renderer/content/headline'
import { arrangeSections, nextOrder } from '../../../src/renderer/content/metric-order'
import { metricsMarkdown } from '../../../src/renderer/content/metrics-markdown'
import { plainWords } from '../../../src/renderer/content/plain-words'
import { intervalText, metricSections, verdictOf } from '../../../src/renderer/content/metric-rows'
import { deviceFacts, reclaimFacts } from '../../../src/renderer/content/page-text'
import { RECIPES } from '../../../src/renderer/content/record'
import { findMetricDefinition } from '../../../src/shared/metric-definitions'
import { PRESETS } from '../../../src/shared/presets'
import type { Comparison } from '../../../src/shared/comparison'
import { fakeCapture, fakeComparison, fakeMetrics } from '../support/fake-data'

const configs = PRESETS.slice(0, 3).map((preset) => preset.config)
const comparison = fakeComparison(configs, 5)

function row(name: string, of: Comparison = comparison, choice: 'key' | 'all' = 'key') {
  return metricSections(of, choice).flatMap((section) => section.rows).find((item) => item.definition.name === name)
}

describe('the metrics table', () => {
  it('gives every run its value, its band and its change against the baseline', () => {
    const cell = row('directReclaim.totalMs')?.cells[1]
    expect(cell).toMatchObject({ configId: 'zram-v1', interval: '[915..1487]', verdict: 'better' })
    expect(cell?.change).toContain('−30')
  })

  it('gives the baseline its error against the recording instead', () => {
    const far = { ...comparison, runs: [{ ...comparison.runs[0]!, metrics: { ...fakeMetrics(), allocstall: 1200 } }, ...comparison.runs.slice(1)] }
    expect(row('allocstall', far)?.cells[0]).toMatchObject({ verdict: 'far' })
    expect(row('allocstall', far)?.cells[0]?.change).toContain('+50')
    expect(row('allocstall')?.cells[0]?.verdict).toBe('neutral')
  })

  it('leaves out what nothing tells, and shows the rest on request', () => {
    expect(row('energyJ', comparison, 'all')).toBeUndefined()
    expect(row('pgstealFile')).toBeUndefined()
    expect(row('pgstealFile', comparison, 'all')).toBeDefined()
  })

  it('has a row for every CPU in order', () => {
    const names = metricSections(comparison, 'key').flatMap((section) => section.rows.map((item) => item.definition.name)).filter((name) => name.startsWith('cpus'))
    expect(names).toEqual(['cpus.0.busyPct', 'cpus.1.busyPct'])
  })

  it('judges a change by the direction of its metric, and small ones not at all', () => {
    expect(verdictOf(20, 'higher')).toBe('better')
    expect(verdictOf(20, 'lower')).toBe('worse')
    expect(verdictOf(-20, 'lower')).toBe('better')
    expect(verdictOf(0.4, 'lower')).toBe('neutral')
    expect(verdictOf(50, 'neutral')).toBe('neutral')
    expect(verdictOf(null, 'lower')).toBe('neutral')
  })
})

describe('headlines', () => {
  it('are sentences with both numbers', () => {
    expect(headline(comparison, comparison.runs[1]!)).toBe('zram-v1 cuts direct reclaim time from 1\u2009634 to 1\u2009144\u2009ms.')
    expect(headline(comparison, comparison.runs[0]!)).toContain('ran while recording')
  })

  it('do not make news of a small change', () => {
    expect(headline(comparison, comparison.runs[2]!)).toMatch(/^mm leaves direct reclaim time at/)
  })

  it('speak of another metric where direct reclaim is not known', () => {
    const silent = { ...comparison, runs: comparison.runs.map((run) => ({ ...run, metrics: { ...run.metrics, directReclaim: { count: null, totalMs: null, p50Ms: null, p95Ms: null, maxMs: null } } })) }
    expect(headline(silent, silent.runs[1]!)).toBe('zram-v1 cuts allocation stalls from 800 to 560.')
  })
})

describe('short numbers', () => {
  it.each([[0, '0'], [420, '420'], [9994, '9994'], [11_000, '11k'], [2_890_000, '2.89M'], [0.25, '0.25'], [null, '–']])('%s reads %s', (value, text) => {
    expect(compactText(value)).toBe(text)
  })

  it('gives positions the decimals their span needs', () => {
    expect([positionText(9.6812, 24), positionText(9.6812, 0.5), positionText(9.6812, 200)]).toEqual(['9.68 s', '9.6812 s', '9.7 s'])
  })
})

describe('facts', () => {
  it('say so where the trace tells nothing', () => {
    const capture = fakeCapture('c', { deviceName: null, watermarks: null, managedPages: null })
    expect(deviceFacts(capture).filter((fact) => fact.value === 'not known').map((fact) => fact.label)).toEqual(['device', 'memory', 'watermarks'])
    const blind = { ...capture, observed: { ...capture.observed, allocstall: null, pswpout: 0 } }
    expect(reclaimFacts(blind).find((fact) => fact.label === 'allocstall')?.value).toBe('not known')
    expect(reclaimFacts(blind).find((fact) => fact.label === 'swapped out')?.value).toMatch(/^0/)
  })
})

it('recommends to record what the replay needs', () => {
  for (const { text } of RECIPES.filter(({ id }) => id !== 'adb')) for (const name of ['sched_switch', 'mm_vmscan_kswapd_wake', 'mm_vmscan_direct_reclaim_begin', 'rss_stat']) expect(text).toContain(name)
  expect(RECIPES[0]?.text).toContain('VMSTAT_PGSTEAL_ANON')
})

describe('the order of the table', () => {
  const sections = metricSections(comparison, 'key')

  it('keeps pinned rows at the top and out of their section', () => {
    const [first, ...rest] = arrangeSections(sections, ['kswapd.cpuS'], null)
    expect(first).toMatchObject({ title: 'Pinned', rows: [{ definition: { name: 'kswapd.cpuS' } }] })
    expect(rest.flatMap((section) => section.rows).some((item) => item.definition.name === 'kswapd.cpuS')).toBe(false)
    expect(arrangeSections(sections, ['nonsense'], null).map((section) => section.title)).toEqual(sections.map((section) => section.title))
  })

  it('goes by the change of one configuration, unknown changes last', () => {
    const rows = arrangeSections(sections, [], { configId: 'zram-v1', first: 'down' }).flatMap((section) => section.rows)
    const changes = rows.map((item) => item.cells[1]!.changePct)
    const known = changes.filter((change) => change !== null)
    expect(known).toEqual([...known].sort((a, b) => a - b))
    expect(changes.slice(known.length).every((change) => change === null)).toBe(true)
    expect(known.length).toBeGreaterThan(1)
  })

  it('turns with every click on a header, and back', () => {
    const up = nextOrder(null, 'mm')
    expect([up, nextOrder(up, 'mm'), nextOrder(nextOrder(up, 'mm'), 'mm'), nextOrder(up, 'off')]).toEqual([{ configId: 'mm', first: 'up' }, { configId: 'mm', first: 'down' }, null, { configId: 'off', first: 'up' }])
  })

  it('is kept by the Markdown table, whose cells cannot break it', () => {
    const lines = metricsMarkdown(arrangeSections(sections, ['allocstall'], null), [{ id: 'off', isBaseline: true }, { id: 'a|b\nc', isBaseline: false }, { id: 'mm', isBaseline: false }], true).trimEnd().split('\n')
    expect(lines[0]).toBe('| metric | observed | off (replayed) | p5..p95 | vs observed | a\\|b c | p5..p95 | change | mm | p5..p95 | change |')
    expect(lines[2]).toMatch(/^\| allocstall \| 800 \|/)
    expect(new Set(lines.map((line) => line.split(/(?<!\\)\|/).length)).size).toBe(1)
  })
})

it('an interval says a unit that both ends share once', () => {
  const memory = findMetricDefinition('zram.memUsedBytes')!
  expect(intervalText([390 * 2 ** 20, 392 * 2 ** 20], memory)).toBe('[390..392\u2009MiB]')
  expect(intervalText([900 * 2 ** 20, 2 * 2 ** 30], memory)).toBe('[900\u2009MiB..2\u2009GiB]')
  expect(intervalText([420, 690], findMetricDefinition('directReclaim.totalMs')!)).toBe('[420..690]')
})

it('ticks of one axis have one suffix', () => {
  expect(tickTexts([0, 5000, 10_000])).toEqual(['0', '5k', '10k'])
  expect(tickTexts([0, 2000, 4000])).toEqual(['0', '2000', '4000'])
  expect(tickTexts([-100_000, 0, 500, 100_000])).toEqual(['−100k', '0', '500', '100k'])
})

describe('sentences of the engine', () => {
  it('do not break between a number and its unit, nor between an arrow and its change', () => {
    expect(plainWords('(↓ −76 %) in 2.5 s or 3 ms')).toBe('(↓\u202f−76\u202f%) in 2.5\u202fs or 3\u202fms')
  })

  it.each([
    ['pgscanKswapd −3 %, pgstealKswapd −0 %, pswpin +0 %, kswapd.cpuS +2 %, CPU busy +0.2 points, directReclaim.totalMs ×0.98', 'pgscan_kswapd −3 %, pgsteal_kswapd 0 %, pswpin 0 %, kswapd CPU time +2 %, CPU busy +0.2 points, direct reclaim time ×0.98'],
    ['All 377949 pages were compressed by the reclaiming task itself, about 2.02 s of CPU time.', 'All 377 949 pages were compressed by the reclaiming task itself, about 2.02 s of CPU time.'],
    ['Lowest free memory: 1233 pages (min watermark 1264).', 'Lowest free memory: 1 233 pages (min watermark 1 264).'],
    ["23 % of kswapd's pages met a full FIFO on 6.1.19245.", "23 % of kswapd's pages met a full FIFO on 6.1.19245."],
    ['allocstall 419 instead of 1728 (↓ −76 %) in 2.5 s', 'allocstall 419 instead of 1 728 (↓ −76 %) in 2.5 s']
  ])('%s', (text, expected) => {
    expect(plainWords(text).replace(/[\u202f\u2009]/g, ' ')).toBe(expected)
  })
})
