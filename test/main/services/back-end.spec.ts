/** The whole back end behind its router, with the real importer and a scripted runner: what the window can do. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBackEnd, type BackEnd } from '../../../src/main/services/back-end'
import { saveToPath, streamToPath } from '../../../src/main/services/save-to-path'
import type { ReportFile, Shell } from '../../../src/main/services/shell'
import type { CaptureSummary, ComparisonStatus } from '../../../src/shared/contract'
import * as v from 'valibot'
import { comparisonSchema } from '../../../src/shared/comparison'
import { findPreset } from '../../../src/shared/presets'
import { AppClient } from '../../../src/shared/rpc/app-client'
import { createMemoryPair } from '../../../src/shared/rpc/memory-pair'
import { ok } from '../../../src/shared/result'
import { InProcessTraceWork, ScriptedRunner, SMALL_FTRACE } from '../../support/in-process-work'

let folder: string
let traces: InProcessTraceWork
let runner: ScriptedRunner
let backEnd: BackEnd
let client: AppClient
let reports: ReportFile[]
let picked: string[]

const config = (id: string) => findPreset(id)!.config

async function openSmall(): Promise<CaptureSummary> {
  return client.call('capture.open', { fileIds: [backEnd.files.add(join(folder, 'w/trace.txt')).fileId] })
}

function compare(captureId: string, ids: readonly string[], seeds = 1): Promise<ComparisonStatus> {
  return client.call('comparison.run', { captureId, configs: ids.map(config), window: null, seed: 1, seeds })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'services-'))
  await mkdir(join(folder, 'w'))
  await writeFile(join(folder, 'w/trace.txt'), SMALL_FTRACE)
  await writeFile(join(folder, 'junk.bin'), Buffer.from([0, 255, 1, 254, 3, 9]))
  traces = new InProcessTraceWork()
  runner = new ScriptedRunner()
  reports = []
  picked = []
  const shell: Shell = {
    host: 'web',
    pickFiles: async () => picked,
    printPdf: async (html) => ok(new TextEncoder().encode(`%PDF- of ${html.slice(0, 15)}`)),
    saveReport: async (report) => {
      reports.push(report)
      return saveToPath(report, join(folder, report.name))
    },
    saveStream: (file) => streamToPath(file, join(folder, file.name))
  }
  backEnd = createBackEnd({ shell, work: { traces, runner }, samplePath: join(folder, 'w') })
  const pair = createMemoryPair()
  backEnd.server.connect(pair.server)
  client = new AppClient(pair.client)
})

afterEach(async () => {
  client.close()
  await backEnd.close()
  await rm(folder, { recursive: true, force: true })
})

describe('captures', () => {
  it('open with their summary, and are listed', async () => {
    const summary = await openSmall()
    expect(summary).toMatchObject({ cpuCount: 2, notReplayable: null, synthetic: false, watermarks: null, pageSize: 4096, originS: 100 })
    expect(summary.identity).toMatchObject({ name: 'trace.txt', window: { startS: 100, endS: 100.008 }, files: [{ format: 'ftrace-text', bytes: SMALL_FTRACE.length }] })
    expect(summary.eventCounts['sched_switch']).toBe(4)
    expect(summary.episodes).toMatchObject([{ kind: 'kswapd', startNs: 2_100_000, endNs: 4_000_000 }])
    expect(await client.call('capture.list', {})).toEqual([summary])
  })

  it('are marked synthetic when they are the sample', async () => {
    expect((await client.call('capture.openSample', {})).synthetic).toBe(true)
  })

  it('are marked synthetic when their device says so, however they were opened', async () => {
    await writeFile(join(folder, 'w/device.json'), JSON.stringify({ schema: 'reclaimscope.device/1', name: 'Synthetic phone, 8 CPUs' }))
    const files = ['w/trace.txt', 'w/device.json'].map((name) => backEnd.files.add(join(folder, name)))
    const summary = await client.call('capture.open', { fileIds: files.map(({ fileId }) => fileId) })
    expect(summary).toMatchObject({ synthetic: true, identity: { name: 'w' } })
  })

  it('take the name of the folder that their files were dropped with', async () => {
    const { fileId } = backEnd.files.add(join(folder, 'w/trace.txt'), 'off-1/trace.txt')
    expect((await client.call('capture.open', { fileIds: [fileId] })).identity.name).toBe('off-1')
  })

  it('that cannot be read fail with a coded error and leave the others open', async () => {
    const good = await openSmall()
    const bad = await client.tryCall('capture.open', { fileIds: [backEnd.files.add(join(folder, 'junk.bin')).fileId] })
    expect(bad).toMatchObject({ ok: false, error: { code: 'INPUT_UNKNOWN_FORMAT' } })
    expect(await client.call('capture.list', {})).toEqual([good])
  })

  it('of unknown file ids are refused', async () => {
    expect(await client.tryCall('capture.open', { fileIds: ['/etc/passwd'] })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('give series and metrics of a span', async () => {
    const { captureId } = await openSmall()
    const window = { startNs: 0, endNs: 8e6 }
    expect((await client.call('capture.series', { captureId, window, bins: 8 })).binCount).toBe(8)
    expect((await client.call('capture.metrics', { captureId, window })).durationS).toBe(0.008)
    expect(await client.tryCall('capture.series', { captureId, window: { startNs: 5, endNs: 5 }, bins: 8 })).toMatchObject({ error: { code: 'BAD_REQUEST' } })
  })

  it('that are closed are gone, with their comparisons and their memory', async () => {
    const { captureId } = await openSmall()
    const { comparisonId } = await compare(captureId, ['off'])
    await client.call('capture.close', { captureId })
    expect(await client.call('capture.list', {})).toEqual([])
    expect(traces.released).toHaveLength(1)
    expect(await client.tryCall('capture.metrics', { captureId, window: null })).toMatchObject({ error: { code: 'NOT_FOUND' } })
    expect(await client.tryCall('comparison.series', { comparisonId, configId: 'off', window: null, bins: 2 })).toMatchObject({ error: { code: 'NOT_FOUND' } })
    expect(await client.tryCall('capture.close', { captureId })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })
})

describe('files', () => {
  it('chosen in the dialog become ids without paths', async () => {
    picked = ['/home/me/secret/trace.txt']
    const { files } = await client.call('files.pick', {})
    expect(files).toEqual([{ fileId: expect.any(String) as string, name: 'trace.txt' }])
    expect(JSON.stringify(files)).not.toContain('secret')
  })

  it('from the command line are offered to the window', async () => {
    const offered = new Promise((resolve) => client.on('files.offered', resolve))
    backEnd.offer(['/x/a.txt'])
    expect(await offered).toEqual({ files: [{ fileId: expect.any(String) as string, name: 'a.txt' }] })
  })
})

describe('comparisons', () => {
  it('replay the baseline and every configuration, the nominal members first', async () => {
    const { captureId } = await openSmall()
    const status = await compare(captureId, ['mm', 'zram-v1'], 2)
    expect(status).toMatchObject({ phase: 'done', membersDone: 6, membersTotal: 6, captureId })
    expect(runner.jobs.map(({ config: { id }, member }) => `${id}/${member}`)).toEqual(['off/0', 'mm/0', 'zram-v1/0', 'off/1', 'mm/1', 'zram-v1/1'])
    expect(status.comparison?.runs.map((run) => run.config.id)).toEqual(['off', 'mm', 'zram-v1'])
    expect(status.comparison?.baseline).toBe('off')
    expect(runner.released).toBe(1)
  })

  it('do not replay the baseline twice when it was asked for', async () => {
    const { captureId } = await openSmall()
    await compare(captureId, ['mm', 'off'])
    expect(runner.jobs.map(({ config: { id } }) => id)).toEqual(['off', 'mm'])
  })

  it('tell of their steps: calibrating, replaying, done', async () => {
    const { captureId } = await openSmall()
    const updates: ComparisonStatus[] = []
    const progress: number[] = []
    client.on('comparison.update', (status) => updates.push(status))
    await client.call('comparison.run', { captureId, configs: [config('mm')], window: null, seed: 1, seeds: 1 }, { onProgress: ({ done }) => progress.push(done) })
    expect(updates.map(({ phase }) => phase)).toEqual(['calibrating', 'replaying', 'done'])
    expect(updates[0]?.comparison).toBeNull()
    expect(updates[1]).toMatchObject({ membersDone: 1, membersTotal: 2 })
    expect(progress).toEqual([0, 1, 2])
  })

  it('give the series of a run, rebinned to what the window can show', async () => {
    const { captureId } = await openSmall()
    const { comparisonId } = await compare(captureId, ['mm'])
    const set = await client.call('comparison.series', { comparisonId, configId: 'mm', window: null, bins: 2 })
    expect([...set.series[0]!.values]).toEqual([1.5, 3.5])
    expect(await client.tryCall('comparison.series', { comparisonId, configId: 'oppo', window: null, bins: 2 })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })

  it('give the band of a run once three members are done', async () => {
    const { captureId } = await openSmall()
    const bandsWith = async (seeds: number) => {
      const { comparisonId } = await client.call('comparison.run', { captureId, configs: [config('mm')], window: null, seed: 1, seeds })
      return (await client.call('comparison.series', { comparisonId, configId: 'mm', window: null, bins: 2 })).bands
    }
    expect(await bandsWith(2)).toBeUndefined()
    expect((await bandsWith(3))?.map(({ id, low, high }) => [id, [...low], [...high]])).toEqual([['freePages', [1.5, 3.5], [1.5, 3.5]]])
  })

  it('give the difference of two runs, with the band of their pairs', async () => {
    const { captureId } = await openSmall()
    const { comparisonId } = await client.call('comparison.run', { captureId, configs: [config('mm')], window: null, seed: 1, seeds: 3 })
    const ask = (minus: string) => client.tryCall('comparison.series', { comparisonId, configId: 'mm', window: null, bins: 2, minus })
    expect(await ask('off')).toMatchObject({ value: { series: [{ id: 'freePages', values: Float64Array.of(0, 0) }], bands: [{ id: 'freePages', low: Float64Array.of(0, 0), high: Float64Array.of(0, 0) }] } })
    expect(await ask('oppo')).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })

  it('give the lengths of direct reclaims, recorded and replayed', async () => {
    const { captureId } = await openSmall()
    // kswapd's events were recorded and no direct reclaim: there was none.
    expect(await client.call('capture.stalls', { captureId, window: null })).toMatchObject({ count: 0, maxMs: null })
    const { comparisonId } = await compare(captureId, ['mm'])
    const stalls = await client.call('comparison.stalls', { comparisonId, configId: 'mm' })
    expect(stalls).toMatchObject({ count: 3, totalMs: 6, p50Ms: 2, maxMs: 3 })
    expect([...stalls.sortedMs]).toEqual([1, 2, 3])
    expect(await client.tryCall('comparison.stalls', { comparisonId, configId: 'oppo' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(await client.tryCall('capture.stalls', { captureId, window: { startNs: 5, endNs: 5 } })).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
  })

  it('give the CPU time of threads, recorded and replayed', async () => {
    const { captureId } = await openSmall()
    const recorded = await client.call('capture.threads', { captureId, window: null })
    expect(recorded?.threads.map(({ name }) => name)).toContain('app1')
    const { comparisonId } = await compare(captureId, ['mm'])
    expect(await client.call('comparison.threads', { comparisonId, configId: 'mm' })).toMatchObject({ threads: [{ name: 'kswapd0', cpuClass: 'kswapd', threadCount: 1, cpuS: 2 }] })
    expect(await client.tryCall('comparison.threads', { comparisonId, configId: 'oppo' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(await client.tryCall('capture.threads', { captureId, window: { startNs: 5, endNs: 5 } })).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
  })

  it('hold a prediction against captures in which its configuration was recorded, over the span that is asked for', async () => {
    const before = await openSmall()
    const after = await openSmall()
    const { comparisonId, comparison } = await compare(before.captureId, ['mm'], 3)
    const run = comparison!.runs.find(({ config: { id } }) => id === 'mm')!
    const whole = await client.call('comparison.validate', { comparisonId, configId: 'mm', actuals: [{ captureId: after.captureId, window: null }] })
    expect(whole).toMatchObject({ schema: 'reclaimscope.validation/1', config: { id: 'mm' }, actuals: [after.identity.name], seeds: 3 })
    expect(whole.metrics['durationS']).toMatchObject({ baselineObserved: before.observed.durationS, predicted: run.metrics.durationS })
    expect(whole.metrics['durationS']?.actual).toBeCloseTo(after.observed.durationS!)
    const half = { startNs: after.startNs, endNs: (after.startNs + after.endNs) / 2 }
    const part = await client.call('comparison.validate', { comparisonId, configId: 'mm', actuals: [{ captureId: after.captureId, window: half }] })
    expect(part.metrics['durationS']?.actual).toBeCloseTo(after.observed.durationS! / 2)
    expect(await client.tryCall('comparison.validate', { comparisonId, configId: 'oppo', actuals: [{ captureId: after.captureId, window: null }] })).toMatchObject({ error: { code: 'NOT_FOUND' } })
    expect(await client.tryCall('comparison.validate', { comparisonId, configId: 'mm', actuals: [{ captureId: 'x', window: null }] })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })

  it('end with the first failure and cancel the rest', async () => {
    const { captureId } = await openSmall()
    runner.failing = 'off'
    const call = client.tryCall('comparison.run', { captureId, configs: [config('mm')], window: null, seed: 1, seeds: 50 })
    expect(await call).toMatchObject({ ok: false, error: { code: 'INTERNAL', message: 'the replay broke' } })
    expect(runner.signals.every((signal) => signal?.aborted)).toBe(true)
    expect(runner.released).toBe(1)
  })

  it('with many members warn of no leak', async () => {
    const warnings: string[] = []
    const note = (warning: Error): void => void warnings.push(warning.name)
    process.on('warning', note)
    const { captureId } = await openSmall()
    await Promise.all([compare(captureId, ['mm', 'zram-v1'], 20), new Promise((done) => setTimeout(done, 50))])
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  it('can be cancelled while they replay', async () => {
    const { captureId } = await openSmall()
    let open = (): void => undefined
    runner.gate = new Promise((resolve) => {
      open = resolve
    })
    const stop = new AbortController()
    const started = new Promise((resolve) => client.on('comparison.update', resolve))
    const call = client.tryCall('comparison.run', { captureId, configs: [config('mm')], window: null, seed: 1, seeds: 1 }, { signal: stop.signal })
    await started
    stop.abort()
    expect(await call).toMatchObject({ error: { code: 'CANCELLED' } })
    open()
  })

  it('pass on why a capture cannot be calibrated', async () => {
    const { captureId } = await openSmall()
    runner.prepareError = { code: 'TRACE_NOT_REPLAYABLE', message: 'no demand', advice: 'record more' }
    expect(await client.tryCall('comparison.run', { captureId, configs: [config('mm')], window: null, seed: 1, seeds: 1 })).toEqual({ ok: false, error: runner.prepareError })
  })

  it('of a trace without memory evidence are refused before any work', async () => {
    await writeFile(join(folder, 'bare.txt'), SMALL_FTRACE.split('\n').filter((line) => !line.includes('rss_stat')).join('\n'))
    const summary = await client.call('capture.open', { fileIds: [backEnd.files.add(join(folder, 'bare.txt')).fileId] })
    expect(summary.notReplayable).toContain('memory demand is unknown')
    expect(await client.tryCall('comparison.run', { captureId: summary.captureId, configs: [config('mm')], window: null, seed: 1, seeds: 1 })).toMatchObject({ error: { code: 'TRACE_NOT_REPLAYABLE' } })
    expect(runner.jobs).toEqual([])
  })

  it('of two configurations with one id are refused', async () => {
    const { captureId } = await openSmall()
    const call = client.tryCall('comparison.run', { captureId, configs: [config('mm'), config('mm')], window: null, seed: 1, seeds: 1 })
    expect(await call).toMatchObject({ error: { code: 'CONFIG_INVALID' } })
  })
})

describe('reports', () => {
  it.each([
    ['html', 'reclaimscope-trace.txt.html', /^<!doctype html>/],
    ['pdf', 'reclaimscope-trace.txt.pdf', /^%PDF- of <!doctype html>/],
    ['json', 'reclaimscope-trace.txt.json', /^\{\n {2}"schema": "reclaimscope.comparison\/1"/],
    ['csv', 'reclaimscope-trace.txt-csv.zip', /^PK/]
  ] as const)('as %s are written where the shell says', async (format, name, head) => {
    const { captureId } = await openSmall()
    const { comparisonId } = await compare(captureId, ['mm'])
    expect(await client.call('report.export', { comparisonId, format })).toEqual({ kind: 'saved', name })
    expect(await readFile(join(folder, name), 'latin1')).toMatch(head)
  })

  it('have the same bytes each time', async () => {
    const { captureId } = await openSmall()
    const { comparisonId } = await compare(captureId, ['mm'])
    for (const format of ['html', 'json', 'csv', 'html', 'json', 'csv'] as const) await client.call('report.export', { comparisonId, format })
    const contents = reports.map(({ content }) => Buffer.from(content as string).toString('hex'))
    expect(contents.slice(3)).toEqual(contents.slice(0, 3))
  })

  it('hold the notes on the clock of the trace; no note can become markup or a formula', async () => {
    const { captureId } = await openSmall()
    const { comparisonId } = await compare(captureId, ['mm'])
    const notes = [{ id: 1, startNs: 2_000_000, endNs: 2_000_000, text: '=HYPERLINK("x") <img src=x>' }, { id: 2, startNs: 1_000_000, endNs: 5_000_000, text: 'a span' }]
    for (const format of ['html', 'json', 'csv'] as const) await client.call('report.export', { comparisonId, format, notes })
    const [html, json, csv] = reports.map(({ content }) => Buffer.from(content as string).toString('utf8'))
    expect(html).toContain('<td>0.002 s</td><td class="text"><bdi>=HYPERLINK(&quot;x&quot;) &lt;img src=x&gt;</bdi></td>')
    expect(html).toContain('<td>0.001 s to 0.005 s</td>')
    expect(v.parse(comparisonSchema, JSON.parse(json!)).notes).toEqual([{ startS: 100.002, endS: 100.002, text: notes[0]!.text }, { startS: 100.001, endS: 100.005, text: 'a span' }])
    expect(csv).toContain(`notes.csv`)
    expect(csv).toContain(`start_s,end_s,text\n100.002,100.002,"'=HYPERLINK(""x"") <img src=x>"\n100.001,100.005,a span\n`)
  })

  it('of an unknown comparison are refused', async () => {
    expect(await client.tryCall('report.export', { comparisonId: 'x', format: 'html' })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })
})

describe('the rest of the contract', () => {
  it('tells who is talking', async () => {
    expect(await client.call('app.info', {})).toMatchObject({ host: 'web', platform: process.platform, contractVersion: 1, versions: { node: process.versions.node } })
  })

  it('lists the presets', async () => {
    expect((await client.call('presets.list', {})).map((preset) => preset.config.id)).toContain('zram-v1')
  })
})
