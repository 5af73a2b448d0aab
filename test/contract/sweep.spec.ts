/** Sweeps over every wire, with the real services behind it: run, follow, cancel, go on, export, discard. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBackEnd, type BackEnd } from '../../src/main/services/back-end'
import { saveToPath, streamToPath } from '../../src/main/services/save-to-path'
import type { SweepStatus } from '../../src/shared/contract'
import { AppClient } from '../../src/shared/rpc/app-client'
import type { AppServer } from '../../src/shared/rpc/app-server'
import { CallFailure } from '../../src/shared/rpc/call-failure'
import { gridSchema, sweepSchema, type Grid } from '../../src/shared/sweep'
import { electronHost, memoryHost, webHost, type ContractHost } from '../support/contract-hosts'
import { InProcessTraceWork, SMALL_FTRACE } from '../support/in-process-work'
import { ok } from '../../src/shared/result'
import { FormulaRunner } from '../support/sweep-runner'

const HOSTS = [
  ['the in-memory pair', memoryHost],
  ['the web transport', (server: AppServer) => webHost(server)],
  ['the Electron adapter', electronHost]
] as const

const grid = (change: object = {}): Grid => v.parse(gridSchema, { fields: { 'kcompressd.threads': [1, 2, 4], 'kcompressd.fifoEntries': [24, 256] }, ...change })

describe.each(HOSTS)('a sweep over %s', (_title, createHost) => {
  let folder: string
  let runner: FormulaRunner
  let backEnd: BackEnd
  let host: ContractHost
  let client: AppClient
  let captureId: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sweep-contract-'))
    await mkdir(join(folder, 'w'))
    await writeFile(join(folder, 'w/trace.txt'), SMALL_FTRACE)
    runner = new FormulaRunner()
    backEnd = createBackEnd({
      shell: { host: 'web', pickFiles: async () => [], printPdf: async () => ok(new Uint8Array()), saveReport: (report) => saveToPath(report, join(folder, report.name)), saveStream: (file) => streamToPath(file, join(folder, file.name)) },
      work: { traces: new InProcessTraceWork(), runner }, samplePath: join(folder, 'none'), dataFolder: join(folder, 'data')
    })
    host = await createHost(backEnd.server)
    client = new AppClient(host.connect())
    captureId = (await client.call('capture.open', { fileIds: [backEnd.files.add(join(folder, 'w/trace.txt')).fileId] })).captureId
  })

  afterEach(async () => {
    client.close()
    await host.close()
    await backEnd.close()
    await rm(folder, { recursive: true, force: true })
  })

  const run = (change: object = {}, seeds = 1, options: Parameters<AppClient['call']>[2] = {}): Promise<SweepStatus> => client.call('sweep.run', { captureId, grid: grid(change), window: null, seed: 1, seeds }, options)

  it('tells of points as they come and ends with all of them', async () => {
    const updates: SweepStatus[] = []
    client.on('sweep.update', (status) => updates.push(status))
    const done = await run({ constraints: ['kcompressd CPU below 15 %'] }, 3)
    expect(done).toMatchObject({ captureId, phase: 'done', runsDone: 21, runsTotal: 21 })
    expect(v.is(sweepSchema, done.sweep)).toBe(true)
    expect(done.sweep?.points).toHaveLength(6)
    expect(done.sweep?.best).toBe('mm-2')
    expect(updates[0]).toMatchObject({ phase: 'calibrating', sweep: null })
    expect(updates.every(({ sweepId }) => sweepId === done.sweepId)).toBe(true)
    expect(await client.call('sweep.estimate', { captureId })).toMatchObject({ isMeasured: true, threads: 2 })
  })

  it('is cancelled, listed as unfinished, and goes on without a run done twice', async () => {
    const stop = new AbortController()
    runner.paceMs = 2
    const thrown = await run({ fields: { 'kcompressd.threads': [1, 2, 3, 4, 5, 6, 7, 8], 'kcompressd.fifoEntries': [24, 256, 4096] } }, 20, { signal: stop.signal, onProgress: ({ phase, done }) => { if (phase === 'replaying' && done >= 5) stop.abort() } }).catch((reason: unknown) => reason)
    expect(thrown).toBeInstanceOf(CallFailure)
    expect((thrown as CallFailure).error.code).toBe('CANCELLED')
    await expect.poll(async () => (await client.call('sweep.saved', { captureId }))[0]?.runsKept ?? 0).toBeGreaterThan(0)
    const [saved] = await client.call('sweep.saved', { captureId })
    expect(saved).toMatchObject({ isDone: false, seeds: 20, seed: 1, window: null, grid: { base: 'mm' } })
    const before = runner.jobs.length
    runner.paceMs = 0
    expect(await client.call('sweep.run', { captureId, grid: saved!.grid, window: null, seed: 1, seeds: 20 })).toMatchObject({ phase: 'done' })
    expect(runner.jobs.length - before).toBeLessThanOrEqual(25 * 20 - saved!.runsKept)
    expect((await client.call('sweep.saved', { captureId })).map(({ isDone }) => isDone)).toEqual([true])
  })

  it('is refused while another of the capture runs, and with goals that nobody can read', async () => {
    const first = run({}, 20)
    await expect(run()).rejects.toMatchObject({ error: { code: 'BAD_REQUEST' } })
    await first
    await expect(run({ constraints: ['colour < 3'] })).rejects.toMatchObject({ error: { code: 'CONFIG_INVALID' } })
    await expect(run({ fields: { 'kcompressd.colour': [1] } })).rejects.toMatchObject({ error: { code: 'CONFIG_INVALID' } })
    await expect(client.call('sweep.run', { captureId: 'none', grid: grid(), window: null, seed: 1, seeds: 1 })).rejects.toMatchObject({ error: { code: 'NOT_FOUND' } })
    await expect(client.call('sweep.run', { captureId, grid: { ...grid(), fields: {} }, window: null, seed: 1, seeds: 1 })).rejects.toMatchObject({ error: { code: 'BAD_REQUEST' } })
  })

  it.each(['html', 'csv', 'json'] as const)('is exported as %s, judged by the goals of the window', async (format) => {
    const { sweepId } = await run()
    const goal = { minimise: ['allocstall'], constraints: ['kcompressd CPU below 10 %'] }
    const outcome = await client.call('sweep.export', { sweepId, format, ...goal })
    expect(outcome).toEqual({ kind: 'saved', name: `reclaimscope-trace.txt-sweep.${format}` })
    const text = await readFile(join(folder, `reclaimscope-trace.txt-sweep.${format}`), 'utf8')
    expect(text.length).toBeGreaterThan(500)
    if (format === 'json') expect(JSON.parse(text)).toMatchObject({ grid: goal, best: 'mm-2' })
    await expect(client.call('sweep.export', { sweepId: 'sweep-99', format, ...goal })).rejects.toMatchObject({ error: { code: 'NOT_FOUND' } })
    await expect(client.call('sweep.export', { sweepId, format, minimise: ['speed'], constraints: [] })).rejects.toMatchObject({ error: { code: 'CONFIG_INVALID' } })
  })

  it('is discarded by its own id only', async () => {
    await run()
    const [saved] = await client.call('sweep.saved', { captureId })
    await expect(client.call('sweep.discard', { captureId, savedId: '../../w/trace.txt' })).rejects.toMatchObject({ error: { code: 'NOT_FOUND' } })
    await client.call('sweep.discard', { captureId, savedId: saved!.savedId })
    expect(await client.call('sweep.saved', { captureId })).toEqual([])
  })
})
