/** Recent files over every wire, with the real services behind it: what was opened by path is opened again by the id of its entry. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBackEnd, type BackEnd } from '../../src/main/services/back-end'
import { saveToPath, streamToPath } from '../../src/main/services/save-to-path'
import { AppClient } from '../../src/shared/rpc/app-client'
import type { AppServer } from '../../src/shared/rpc/app-server'
import { ok } from '../../src/shared/result'
import { electronHost, memoryHost, webHost, type ContractHost } from '../support/contract-hosts'
import { InProcessTraceWork, ScriptedRunner, SMALL_FTRACE } from '../support/in-process-work'

const HOSTS = [
  ['the in-memory pair', memoryHost],
  ['the web transport', (server: AppServer) => webHost(server)],
  ['the Electron adapter', electronHost]
] as const

describe.each(HOSTS)('recent files over %s', (_title, createHost) => {
  let folder: string
  let trace: string
  const ends: (() => Promise<void>)[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recents-contract-'))
    await mkdir(join(folder, 'w'))
    trace = join(folder, 'w/trace.txt')
    await writeFile(trace, SMALL_FTRACE)
  })
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
    await rm(folder, { recursive: true, force: true })
  })

  /** A process of the app and a page of it. */
  async function started(): Promise<{ readonly backEnd: BackEnd; readonly client: AppClient }> {
    const backEnd = createBackEnd({
      shell: { host: 'web', pickFiles: async () => [], printPdf: async () => ok(new Uint8Array()), saveReport: (report) => saveToPath(report, null), saveStream: (file) => streamToPath(file, join(folder, file.name)) },
      work: { traces: new InProcessTraceWork(), runner: new ScriptedRunner() }, samplePath: join(folder, 'w'), dataFolder: join(folder, 'data')
    })
    const host: ContractHost = await createHost(backEnd.server)
    const client = new AppClient(host.connect())
    ends.push(async () => {
      client.close()
      await host.close()
      await backEnd.close()
    })
    return { backEnd, client }
  }

  it('open again in the next process', async () => {
    const first = await started()
    const before = await first.client.call('capture.open', { fileIds: [first.backEnd.files.add(trace).fileId] })
    // Answered once the list is written.
    await first.client.call('recent.list', {})
    const { client } = await started()
    const [recent] = await client.call('recent.list', {})
    expect(recent).toMatchObject({ kind: 'capture', name: 'trace.txt', folder: 'w', state: 'ready', parts: 1, cpuCount: 2, bytes: SMALL_FTRACE.length })
    const { files } = await client.call('recent.find', { recentId: recent!.recentId })
    const after = await client.call('capture.open', { fileIds: files.map(({ fileId }) => fileId) })
    expect(after.identity).toEqual(before.identity)
  })

  it('are not what could not be opened, nor the sample', async () => {
    const { backEnd, client } = await started()
    await client.tryCall('capture.open', { fileIds: [backEnd.files.add(join(folder, 'none.txt')).fileId] })
    await client.call('capture.openSample', {})
    expect(await client.call('recent.list', {})).toEqual([])
  })

  it('are projects too, once opened', async () => {
    const first = await started()
    const { captureId } = await first.client.call('capture.open', { fileIds: [first.backEnd.files.add(trace).fileId] })
    const workspace = { own: [], chosen: ['mm'], onlyVisible: false, pairs: [], view: { active: 0, page: 'capture', compareMode: 'side', cursorNs: null, rowHeight: 92, rows: [], logRows: [], pinned: [] } }
    const state = { captures: [{ captureId, comparisonId: null, state: { notes: [], span: null, replay: null } }], workspace }
    expect(await first.client.call('project.save', { state, embed: true, as: true })).toMatchObject({ kind: 'saved' })
    expect((await first.client.call('recent.list', {})).map(({ kind, name }) => [kind, name])).toEqual([['project', 'trace.reclaimscope'], ['capture', 'trace.txt']])
    const { client } = await started()
    const [recent] = await client.call('recent.list', {})
    const { files } = await client.call('recent.find', { recentId: recent!.recentId })
    expect(await client.call('project.open', { fileIds: files.map(({ fileId }) => fileId) })).toMatchObject({ name: 'trace.reclaimscope', captures: [{ capture: { identity: { name: 'trace.txt' } } }] })
  })

  it('give no page a file that is not among them', async () => {
    const { backEnd, client } = await started()
    await client.call('capture.open', { fileIds: [backEnd.files.add(trace).fileId] })
    for (const recentId of ['/etc/passwd', trace, '../recent.json']) expect(await client.tryCall('recent.find', { recentId })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(JSON.stringify(await client.call('recent.list', {}))).not.toContain(folder)
  })

  it('are removed and cleared', async () => {
    const { backEnd, client } = await started()
    await client.call('capture.open', { fileIds: [backEnd.files.add(trace).fileId] })
    const [recent] = await client.call('recent.list', {})
    await client.call('recent.remove', { recentId: recent!.recentId })
    expect(await client.call('recent.list', {})).toEqual([])
    await client.call('capture.open', { fileIds: [backEnd.files.add(trace).fileId] })
    await client.call('recent.clear', {})
    expect(await client.call('recent.list', {})).toEqual([])
  })
})
