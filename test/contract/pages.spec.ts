/** Page contents over every wire, with the real services behind it: from a file, refused, gone back, named in results, kept in a project. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBackEnd, type BackEnd } from '../../src/main/services/back-end'
import { saveToPath, streamToPath } from '../../src/main/services/save-to-path'
import type { CaptureSummary } from '../../src/shared/contract'
import { findPreset } from '../../src/shared/presets'
import { ok } from '../../src/shared/result'
import { AppClient } from '../../src/shared/rpc/app-client'
import type { AppServer } from '../../src/shared/rpc/app-server'
import { electronHost, memoryHost, webHost, type ContractHost } from '../support/contract-hosts'
import { InProcessTraceWork, ScriptedRunner, SMALL_FTRACE } from '../support/in-process-work'

const HOSTS = [
  ['the in-memory pair', memoryHost],
  ['the web transport', (server: AppServer) => webHost(server)],
  ['the Electron adapter', electronHost]
] as const

const mm = findPreset('mm')!.config

/** Three pages of zeros and one of text. */
function dump(): Uint8Array {
  const bytes = new Uint8Array(4 * 4096)
  for (let i = 3 * 4096; i < bytes.length; i++) bytes[i] = 97 + ((i >> 3) % 23)
  return bytes
}

describe.each(HOSTS)('page contents over %s', (_title, createHost) => {
  let folder: string
  let runner: ScriptedRunner
  let backEnd: BackEnd
  let host: ContractHost
  let client: AppClient
  let capture: CaptureSummary

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pages-contract-'))
    await mkdir(join(folder, 'w'))
    await writeFile(join(folder, 'w/trace.txt'), SMALL_FTRACE)
    await writeFile(join(folder, 'heap.dump'), dump())
    await writeFile(join(folder, 'short'), 'no page')
    runner = new ScriptedRunner()
    backEnd = createBackEnd({
      shell: {
        host: 'electron', pickFiles: async () => [], printPdf: async () => ok(new Uint8Array()), saveReport: (report) => saveToPath(report, join(folder, report.name)),
        saveStream: (file) => streamToPath(file, join(folder, file.name))
      },
      work: { traces: new InProcessTraceWork(), runner }, samplePath: join(folder, 'none')
    })
    host = await createHost(backEnd.server)
    client = new AppClient(host.connect())
    capture = await client.call('capture.open', { fileIds: [id('w/trace.txt')] })
  })

  afterEach(async () => {
    client.close()
    await host.close()
    await backEnd.close()
    await rm(folder, { recursive: true, force: true })
  })

  const id = (name: string): string => backEnd.files.add(join(folder, name)).fileId
  const use = (fileId: string | null, captureId = capture.captureId): Promise<CaptureSummary> => client.call('capture.usePages', { captureId, fileId })

  it('come from the recording first, then from a file, then from the recording again', async () => {
    expect(capture.pageContents).toMatchObject({ file: null, shares: { source: 'assumed' }, sizes: { source: 'assumed' } })
    const changed = await use(id('heap.dump'))
    expect(changed).toEqual({ ...capture, pageContents: changed.pageContents })
    expect(changed.pageContents).toMatchObject({
      sameFilledShare: 0.75, compressibleShare: 0.25, incompressibleShare: 0, shares: { source: 'file', detail: '4 pages of heap.dump, compressed one by one' }, sizes: { source: 'file' },
      file: { name: 'heap.dump', bytes: 4 * 4096, pageCount: 4, pageSize: 4096, zeroShare: 0.75, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }
    })
    expect(await client.call('capture.list', {})).toEqual([changed])
    expect(await use(null)).toEqual(capture)
  })

  it('of a file that holds no page, that nobody knows, or for a capture that is not open are refused; what was stays', async () => {
    const changed = await use(id('heap.dump'))
    expect(await client.tryCall('capture.usePages', { captureId: capture.captureId, fileId: id('short') })).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE', file: 'short', found: '7 bytes' } })
    expect(await client.tryCall('capture.usePages', { captureId: capture.captureId, fileId: '/etc/passwd' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(await client.tryCall('capture.usePages', { captureId: 'none', fileId: null })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(await client.call('capture.list', {})).toEqual([changed])
  })

  it('reach the calibration and are named in comparison and sweep', async () => {
    const run = () => client.call('comparison.run', { captureId: capture.captureId, configs: [mm], window: null, seed: 1, seeds: 1 })
    expect((await run()).comparison?.capture.pages).toBeUndefined()
    const { pageContents } = await use(id('heap.dump'))
    const identity = { name: 'heap.dump', bytes: 4 * 4096, sha256: pageContents.file!.sha256 }
    expect((await run()).comparison?.capture.pages).toEqual(identity)
    expect(runner.prepared.map(({ pages }) => pages?.name)).toEqual([undefined, 'heap.dump'])
    const { sweep } = await client.call('sweep.run', { captureId: capture.captureId, grid: { fields: { 'kcompressd.threads': [1] } }, window: null, seed: 1, seeds: 1 })
    expect(sweep?.capture.pages).toEqual(identity)
  })

  it('are kept in a project without their file', async () => {
    const { pageContents } = await use(id('heap.dump'))
    const state = { notes: [], span: null, pages: pageContents.file, replay: null }
    const workspace = { own: [], chosen: [], onlyVisible: false, pairs: [], view: { active: 0, page: 'capture', compareMode: 'side', cursorNs: null, rowHeight: 92, rows: [], logRows: [], pinned: [] } }
    await client.call('project.save', { state: { captures: [{ captureId: capture.captureId, comparisonId: null, state }], workspace }, embed: true, as: true })
    await rm(join(folder, 'heap.dump'))
    const opened = await client.call('project.open', { fileIds: [id('trace.reclaimscope')] })
    expect(opened.captures[0]?.capture.pageContents).toEqual(pageContents)
    expect(opened.captures[0]?.state.pages).toEqual(pageContents.file)
  })
})
