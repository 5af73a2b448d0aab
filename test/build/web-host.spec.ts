/** The built web host with its real worker threads: a capture in, a comparison out, over HTTP. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { serveWeb as ServeWeb, WebHost } from '../../src/main/host/web/serve'
import { connectWeb, uploadFile, type WebAccess } from '../../src/renderer/transport/web-transport'
import { AppClient } from '../../src/shared/rpc/app-client'
import { SMALL_FTRACE } from '../support/in-process-work'

let host: WebHost
let access: WebAccess
let client: AppClient
let folder: string

/** So many scheduler switches that importing them takes a while. */
function longTrace(lines: number): string {
  const head = SMALL_FTRACE.split('\n').slice(0, 10).join('\n')
  const rows = Array.from({ length: lines }, (_, index) => {
    const time = (200 + index * 1e-5).toFixed(6)
    const [from, to] = index % 2 === 0 ? ['swapper/0', 'app1'] : ['app1', 'swapper/0']
    const [fromPid, toPid] = index % 2 === 0 ? [0, 100] : [100, 0]
    return `            app1-100     [000] d..2.   ${time}: sched_switch: prev_comm=${from} prev_pid=${fromPid} prev_prio=120 prev_state=S ==> next_comm=${to} next_pid=${toPid} next_prio=120`
  })
  return `${head}\n${rows.join('\n')}\n`
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'built-web-'))
  await writeFile(join(folder, 'small.txt'), SMALL_FTRACE)
  const { serveWeb } = (await import(pathToFileURL(resolve(import.meta.dirname, '../../out/main/serve.js')).href)) as { serveWeb: typeof ServeWeb }
  host = await serveWeb({ openFiles: [join(folder, 'small.txt')] })
  const { origin, hash } = new URL(host.url)
  access = { origin, token: new URLSearchParams(hash.slice(1)).get('token') ?? '' }
  client = new AppClient(connectWeb(access))
})

afterAll(async () => {
  client.close()
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

async function upload(text: string): Promise<string> {
  const uploaded = await uploadFile(access, new Blob([text]), 'trace.txt')
  if (!uploaded.ok) throw new Error(uploaded.error.message)
  return uploaded.value.fileId
}

describe('the built web host', () => {
  it('offers the files of its command line and opens them in a worker', async () => {
    const { files } = await new Promise<{ files: readonly { fileId: string; name: string }[] }>((done) => client.on('files.offered', done))
    expect(files[0]?.name).toBe('small.txt')
    const summary = await client.call('capture.open', { fileIds: files.map(({ fileId }) => fileId) })
    expect(summary.eventCounts['sched_switch']).toBe(4)
    const series = await client.call('capture.series', { captureId: summary.captureId, window: null, bins: 100 })
    expect(series.cpus[0]?.byClass.idle).toHaveLength(100)
  })

  it('reports progress in bytes while it imports, and stays responsive', async () => {
    const progress: { done: number; total: number }[] = []
    const opening = client.call('capture.open', { fileIds: [await upload(longTrace(120_000))] }, { onProgress: ({ unit, done, total }) => unit === 'bytes' && progress.push({ done, total }) })
    let answers = 0
    let isOpen = false
    void opening.finally(() => (isOpen = true)).catch(() => undefined)
    while (!isOpen) {
      await client.call('app.info', {})
      answers += 1
    }
    const summary = await opening
    expect(summary.eventCounts['sched_switch']).toBe(120_000)
    expect(progress.length).toBeGreaterThan(5)
    expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).sort((a, b) => a - b))
    // With an import on the host's own thread the first answer would come at its end.
    expect(answers).toBeGreaterThan(5)
  })

  it('leaves nothing of an import that is cancelled, and goes on with the next', async () => {
    const fileId = await upload(longTrace(200_000))
    const stop = new AbortController()
    const begun = new Promise<void>((done) => {
      void client.tryCall('capture.open', { fileIds: [fileId] }, { signal: stop.signal, onProgress: () => done() })
    })
    await begun
    stop.abort()
    const summary = await client.call('capture.open', { fileIds: [await upload(SMALL_FTRACE)] })
    expect(summary.identity.cpuCount).toBe(2)
    expect((await client.call('capture.list', {})).some(({ eventCounts }) => eventCounts['sched_switch'] === 200_000)).toBe(false)
  })

  it('refuses junk with a coded error and goes on', async () => {
    expect(await client.tryCall('capture.open', { fileIds: [await upload('\0\u0001\u0002 no trace')] })).toMatchObject({ ok: false, error: { code: 'INPUT_UNKNOWN_FORMAT' } })
    expect((await client.call('capture.list', {})).length).toBeGreaterThan(0)
  })

  it('serves the page under its policy', async () => {
    const page = await fetch(access.origin)
    expect(await page.text()).toContain('<script type="module"')
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  })
})
