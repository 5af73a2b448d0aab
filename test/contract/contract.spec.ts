/** One suite, every wire: what the window may rely on however it reaches its back end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TaskProgress } from '../../src/shared/contract'
import type { AppError } from '../../src/shared/errors'
import { PRESETS } from '../../src/shared/presets'
import type { Message } from '../../src/shared/protocol'
import { AppClient } from '../../src/shared/rpc/app-client'
import { AppServer, type CallContext, type Handlers } from '../../src/shared/rpc/app-server'
import { CallFailure } from '../../src/shared/rpc/call-failure'
import type { SeriesSet } from '../../src/shared/series'
import { CONTRACT_VERSION } from '../../src/shared/version'
import { electronHost, memoryHost, webHost, type ContractHost } from '../support/contract-hosts'

const TEN_MB_OF_DOUBLES = (10 * 1024 * 1024) / 8

/** 10 MB of series, with values that JSON cannot hold. */
function bigSeries(): SeriesSet {
  const values = Float64Array.from({ length: TEN_MB_OF_DOUBLES }, (_, index) => index / 3)
  values[1] = Number.NaN
  values[2] = Number.POSITIVE_INFINITY
  return { startNs: 0, binNs: 1, binCount: values.length, series: [{ id: 'freePages', unit: 'pages', values }], cpus: [] }
}

/** A back end for tests; `started` tells of calls that hang until they are cancelled. */
class TestBackEnd {
  readonly contexts: CallContext[] = []
  readonly faults: unknown[] = []
  private wake: (() => void) | null = null

  readonly handlers: Handlers = {
    'presets.list': async () => ({ ok: true, value: PRESETS }),
    'capture.series': async () => ({ ok: true, value: bigSeries() }),
    'capture.close': async () => ({ ok: false, error: { code: 'NOT_FOUND', message: 'no such capture', file: 'a.txt', line: 3, column: 7, found: 'x', expected: 'y', advice: 'z' } }),
    'capture.list': async () => {
      throw new Error('a bug')
    },
    'capture.metrics': async () => ({ ok: true, value: (() => 1) as never }),
    'capture.openSample': async (_params, context) => {
      for (let done = 0; done <= 100; done += 1) context.progress({ phase: 'reading', done, total: 100, unit: 'bytes' })
      return { ok: false, error: { code: 'NOT_FOUND', message: 'progress only' } }
    },
    'capture.open': (_params, context) => {
      this.contexts.push(context)
      this.wake?.()
      return new Promise((_resolve) => undefined)
    },
    'report.export': async ({ format }) => ({ ok: true, value: { kind: 'saved', name: format } })
  }

  readonly server = new AppServer(this.handlers, { onFault: (_method, thrown) => this.faults.push(thrown) })

  /** Resolves when a hanging call has reached its handler. */
  started(): Promise<void> {
    if (this.contexts.length > 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }
}

async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const thrown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason
  )
  expect(thrown).toBeInstanceOf(CallFailure)
  return (thrown as CallFailure).error
}

const HOSTS = [
  ['the in-memory pair', memoryHost],
  ['the web transport', (server: AppServer) => webHost(server)],
  ['the Electron adapter', electronHost]
] as const

describe.each(HOSTS)('the contract over %s', (_title, createHost) => {
  let backEnd: TestBackEnd
  let host: ContractHost
  let client: AppClient

  beforeEach(async () => {
    backEnd = new TestBackEnd()
    host = await createHost(backEnd.server)
    client = new AppClient(host.connect())
  })

  afterEach(async () => {
    client.close()
    await host.close()
  })

  it('gives the result of a call', async () => {
    expect(await client.call('presets.list', {})).toEqual(PRESETS)
  })

  it('gives a typed failure with all its fields', async () => {
    expect(await failureOf(client.call('capture.close', { captureId: 'c' }))).toEqual({
      code: 'NOT_FOUND', message: 'no such capture', file: 'a.txt', line: 3, column: 7, found: 'x', expected: 'y', advice: 'z'
    })
  })

  it('gives a failure as a value where that is asked for', async () => {
    expect(await client.tryCall('capture.close', { captureId: 'c' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(await client.tryCall('presets.list', {})).toEqual({ ok: true, value: PRESETS })
  })

  it('turns an exception of a handler into a coded failure and reports it as a fault', async () => {
    expect(await failureOf(client.call('capture.list', {}))).toMatchObject({ code: 'INTERNAL', message: 'Internal fault: a bug' })
    expect(backEnd.faults).toHaveLength(1)
  })

  it('keeps calls apart that run at the same time', async () => {
    const formats = ['html', 'csv', 'json', 'html', 'json', 'csv'] as const
    const outcomes = await Promise.all(formats.map((format) => client.call('report.export', { comparisonId: 'x', format })))
    expect(outcomes.map((outcome) => 'name' in outcome && outcome.name)).toEqual(formats)
  })

  it('cancels: the caller is told at once and the handler is told to stop', async () => {
    const stop = new AbortController()
    const call = client.call('capture.open', { fileIds: ['f'] }, { signal: stop.signal })
    await backEnd.started()
    const signal = backEnd.contexts[0]!.signal
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
    stop.abort()
    expect((await failureOf(call)).code).toBe('CANCELLED')
    await aborted
  })

  it('does not send a call whose signal has fired already', async () => {
    expect((await failureOf(client.call('capture.open', { fileIds: ['f'] }, { signal: AbortSignal.abort() }))).code).toBe('CANCELLED')
    await client.call('presets.list', {})
    expect(backEnd.contexts).toHaveLength(0)
  })

  it('gives progress in order, before the end, to the call it belongs to', async () => {
    const seen: number[] = []
    const others: TaskProgress[] = []
    const other = client.call('presets.list', {}, { onProgress: (progress) => others.push(progress) })
    await failureOf(client.call('capture.openSample', {}, { onProgress: ({ done }) => seen.push(done) }))
    await other
    expect(seen).toEqual(Array.from({ length: 101 }, (_, index) => index))
    expect(others).toEqual([])
  })

  it('delivers an event to its subscribers until they leave', async () => {
    await client.call('presets.list', {})
    const seen: string[] = []
    const leave = client.on('files.offered', ({ files }) => seen.push(files[0]!.name))
    backEnd.server.emit('files.offered', { files: [{ fileId: '1', name: 'first' }] })
    await client.call('presets.list', {})
    leave()
    backEnd.server.emit('files.offered', { files: [{ fileId: '2', name: 'second' }] })
    await client.call('presets.list', {})
    expect(seen).toEqual(['first'])
  })

  it('keeps an event that came before the first subscription', async () => {
    await client.call('presets.list', {})
    backEnd.server.emit('files.offered', { files: [{ fileId: '1', name: 'early' }] })
    await client.call('presets.list', {})
    const seen: string[] = []
    client.on('files.offered', ({ files }) => seen.push(files[0]!.name))
    expect(seen).toEqual(['early'])
  })

  it('delivers an event to every page', async () => {
    const second = new AppClient(host.connect())
    await Promise.all([client.call('presets.list', {}), second.call('presets.list', {})])
    const names = [client, second].map((page) => new Promise((resolve) => page.on('files.offered', ({ files }) => resolve(files[0]!.name))))
    backEnd.server.emit('files.offered', { files: [{ fileId: '1', name: 'for all' }] })
    expect(await Promise.all(names)).toEqual(['for all', 'for all'])
    second.close()
  })

  it('rejects what is pending, and what comes later, when the back end dies', async () => {
    const pending = failureOf(client.call('capture.open', { fileIds: ['f'] }))
    const told = new Promise<AppError>((resolve) => client.onGone(resolve))
    await backEnd.started()
    await host.die()
    expect((await pending).code).toBe('HOST_GONE')
    expect((await told).code).toBe('HOST_GONE')
    expect((await failureOf(client.call('presets.list', {}))).code).toBe('HOST_GONE')
  })

  it('stops the work of a page that goes away', async () => {
    const call = failureOf(client.call('capture.open', { fileIds: ['f'] }))
    await backEnd.started()
    const signal = backEnd.contexts[0]!.signal
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
    client.close()
    await aborted
    expect((await call).code).toBe('HOST_GONE')
  })

  it('carries 10 MB of series bit by bit, NaN and infinities included', async () => {
    const set = await client.call('capture.series', { captureId: 'c', window: null, bins: 1 })
    const { values } = set.series[0]!
    expect(values).toBeInstanceOf(Float64Array)
    expect(Buffer.compare(Buffer.from(values.buffer, values.byteOffset, values.byteLength), Buffer.from(bigSeries().series[0]!.values.buffer))).toBe(0)
  })

  it('answers a result that cannot be carried with a failure instead of silence', async () => {
    const error = await failureOf(client.call('capture.metrics', { captureId: 'c', window: null }))
    expect(error.code).toBe('INTERNAL')
  })

  it('refuses an unknown method', async () => {
    const error = await failureOf((client as unknown as { call(method: string, params: object): Promise<unknown> }).call('no.such', {}))
    expect(error).toMatchObject({ code: 'UNKNOWN_METHOD', message: "There is no method 'no.such'." })
  })

  it.each(['__proto__', 'constructor', 'toString'])('refuses the method name %s', async (name) => {
    const error = await failureOf((client as unknown as { call(method: string, params: object): Promise<unknown> }).call(name, {}))
    expect(error.code).toBe('UNKNOWN_METHOD')
  })

  it('refuses a method that this back end does not have', async () => {
    expect((await failureOf(client.call('app.info', {}))).code).toBe('UNKNOWN_METHOD')
  })

  it('refuses parameters against the schema, naming the field, and does not run the handler', async () => {
    const error = await failureOf(client.call('capture.open', { fileIds: [] }))
    expect(error.code).toBe('BAD_REQUEST')
    expect(error.message).toContain('capture.open: fileIds: ')
    expect(backEnd.contexts).toHaveLength(0)
  })
})

describe.each(HOSTS)('raw messages over %s', (_title, createHost) => {
  it('gets no answer but a refusal before the greeting', async () => {
    const backEnd = new TestBackEnd()
    const host = await createHost(backEnd.server)
    const transport = host.connect()
    const answer = new Promise<Message>((resolve) => transport.onMessage((message) => message.kind === 'failure' && resolve(message)))
    transport.send({ kind: 'call', id: 1, method: 'presets.list', params: {} })
    expect(await answer).toMatchObject({ id: 1, error: { code: 'CONTRACT_VERSION' } })
    transport.close()
    await host.close()
  })

  it('ignores what is no message and goes on', async () => {
    const host = await createHost(new TestBackEnd().server)
    const transport = host.connect()
    const answer = new Promise<Message>((resolve) => transport.onMessage((message) => message.kind === 'result' && resolve(message)))
    const junk = [{ kind: 'nonsense' }, { kind: 'call', id: -1, method: 'presets.list', params: {} }, { kind: 'call', id: 1 }, 7, 'text', null]
    for (const message of junk) transport.send(message as never)
    transport.send({ kind: 'hello', contract: CONTRACT_VERSION })
    transport.send({ kind: 'call', id: 2, method: 'presets.list', params: {} })
    expect(await answer).toMatchObject({ id: 2 })
    transport.close()
    await host.close()
  })

  it('refuses a second call under the id of a running one', async () => {
    const host = await createHost(new TestBackEnd().server)
    const transport = host.connect()
    const answer = new Promise<Message>((resolve) => transport.onMessage((message) => message.kind === 'failure' && resolve(message)))
    transport.send({ kind: 'hello', contract: CONTRACT_VERSION })
    transport.send({ kind: 'call', id: 5, method: 'capture.open', params: { fileIds: ['f'] } })
    transport.send({ kind: 'call', id: 5, method: 'presets.list', params: {} })
    expect(await answer).toMatchObject({ id: 5, error: { code: 'BAD_REQUEST' } })
    transport.close()
    await host.close()
  })
})
