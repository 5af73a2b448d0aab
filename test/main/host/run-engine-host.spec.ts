import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FromEngineHost, ShellRequest, ToEngineHost } from '../../../src/main/host/engine-link-protocol'
import { EngineLink } from '../../../src/main/host/electron/engine-link'
import { runEngineHost } from '../../../src/main/host/run-engine-host'
import { findPreset } from '../../../src/shared/presets'
import { AppClient } from '../../../src/shared/rpc/app-client'
import { InProcessTraceWork, ScriptedRunner, SMALL_FTRACE } from '../../support/in-process-work'

/** An engine host and the main process's link to it, joined without processes. */
function joined(answer: (question: unknown) => Promise<readonly string[]>): EngineLink {
  let toHost: (message: ToEngineHost) => void = () => undefined
  let toMain: (message: FromEngineHost) => void = () => undefined
  runEngineHost(
    { postMessage: (message) => setImmediate(() => toMain(structuredClone(message))), onMessage: (receive) => (toHost = receive) },
    { work: { traces: new InProcessTraceWork(), runner: new ScriptedRunner() }, samplePath: '/no/sample' }
  )
  const engine = {
    postMessage: (message: ToEngineHost) => void setImmediate(() => toHost(structuredClone(message))),
    on: (event: string, listener: never) => event === 'message' && (toMain = listener),
    kill: () => undefined
  }
  return new EngineLink({ start: () => engine as never, answer })
}

describe('the engine host', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-host-'))
    await writeFile(join(folder, 'trace.txt'), SMALL_FTRACE)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('opens a dropped file, replays it and saves the report where the desktop says', async () => {
    const questions: unknown[] = []
    const link = joined(async (question) => {
      questions.push(question)
      return [join(folder, 'chosen.json')]
    })
    const client = new AppClient(link.connect())
    expect((await client.call('app.info', {})).host).toBe('electron')
    const [file] = await link.addFiles([join(folder, 'trace.txt')])
    const { captureId } = await client.call('capture.open', { fileIds: [file!.fileId] })
    const { comparisonId } = await client.call('comparison.run', { captureId, configs: [findPreset('mm')!.config], window: null, seed: 1, seeds: 1 })
    const exported = await client.call('report.export', { comparisonId, format: 'json' })
    expect(exported).toMatchObject({ kind: 'saved', name: 'chosen.json' })
    expect(link.pathOfSaved(exported.kind === 'saved' ? (exported.dragId ?? '') : '')).toBe(join(folder, 'chosen.json'))
    expect(questions).toEqual([{ ask: 'save-path', proposedName: 'reclaimscope-trace.txt.json' }])
    expect(JSON.parse(await readFile(join(folder, 'chosen.json'), 'utf8'))).toMatchObject({ schema: 'reclaimscope.comparison/1' })
    client.close()
  })

  it('writes nothing when the dialog was cancelled', async () => {
    const link = joined(async () => [])
    const client = new AppClient(link.connect())
    const [file] = await link.addFiles([join(folder, 'trace.txt')])
    const { captureId } = await client.call('capture.open', { fileIds: [file!.fileId] })
    const { comparisonId } = await client.call('comparison.run', { captureId, configs: [findPreset('mm')!.config], window: null, seed: 1, seeds: 1 })
    expect(await client.call('report.export', { comparisonId, format: 'html' })).toEqual({ kind: 'cancelled' })
    client.close()
  })

  it('has the desktop print a report, and says when that fails', async () => {
    let canPrint = true
    const link = joined(async (question) => {
      const asked = question as ShellRequest
      if (asked.ask !== 'print-pdf') return [join(folder, 'chosen.pdf')]
      if (!canPrint) throw new Error('no printing')
      await writeFile(asked.pdfPath, `%PDF-of ${(await readFile(asked.htmlPath, 'utf8')).slice(0, 15)}`)
      return [asked.pdfPath]
    })
    const client = new AppClient(link.connect())
    const [file] = await link.addFiles([join(folder, 'trace.txt')])
    const { captureId } = await client.call('capture.open', { fileIds: [file!.fileId] })
    const { comparisonId } = await client.call('comparison.run', { captureId, configs: [findPreset('mm')!.config], window: null, seed: 1, seeds: 1 })
    expect(await client.call('report.export', { comparisonId, format: 'pdf' })).toMatchObject({ kind: 'saved', name: 'chosen.pdf' })
    expect(await readFile(join(folder, 'chosen.pdf'), 'utf8')).toBe('%PDF-of <!doctype html>')
    canPrint = false
    expect(await client.tryCall('report.export', { comparisonId, format: 'pdf' })).toMatchObject({ ok: false, error: { code: 'PDF_FAILED' } })
    client.close()
  })

  it('gets an answer even when the dialog fails', async () => {
    const client = new AppClient(joined(() => Promise.reject(new Error('no dialog'))).connect())
    expect(await client.call('files.pick', {})).toEqual({ files: [] })
    client.close()
  })

  it('offers files of the desktop to the page that joins later', async () => {
    const link = joined(async () => [])
    link.offer(['/x/trace.txt'])
    const client = new AppClient(link.connect())
    const offered = await new Promise((resolve) => client.on('files.offered', resolve))
    expect(offered).toMatchObject({ files: [{ name: 'trace.txt' }] })
    client.close()
  })

  it('closes the back end when the app ends', async () => {
    const work = { traces: new InProcessTraceWork(), runner: new ScriptedRunner() }
    const closed = vi.spyOn(work.traces, 'close')
    let toHost: (message: ToEngineHost) => void = () => undefined
    const answered = new Promise<FromEngineHost>((answer) => runEngineHost({ postMessage: answer, onMessage: (receive) => (toHost = receive) }, { work, samplePath: '/no/sample' }))
    toHost({ kind: 'end' })
    expect(await answered).toEqual({ kind: 'ended' })
    expect(closed).toHaveBeenCalledOnce()
  })

  it('says that there is no sample in a build without one', async () => {
    const client = new AppClient(joined(async () => []).connect())
    expect(await client.tryCall('capture.openSample', {})).toMatchObject({ error: { code: 'NOT_FOUND' } })
    client.close()
  })
})
