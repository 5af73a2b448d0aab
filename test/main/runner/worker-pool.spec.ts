import { resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WorkerPool } from '../../../src/main/runner/worker-pool'
import type { AppError } from '../../../src/shared/errors'
import { CallFailure } from '../../../src/shared/rpc/call-failure'
import { bundleWorker } from '../../support/bundle-worker'

let bundle: Awaited<ReturnType<typeof bundleWorker>>
const pools: WorkerPool[] = []

function createPool(size = 1, heapMb = 64): WorkerPool {
  const pool = new WorkerPool({ entry: bundle.url, size, heapMb })
  pools.push(pool)
  return pool
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const thrown = await work.then(
    () => new Error('the job succeeded'),
    (reason: unknown) => reason
  )
  expect(thrown).toBeInstanceOf(CallFailure)
  return (thrown as CallFailure).error
}

beforeAll(async () => {
  bundle = await bundleWorker(resolve(import.meta.dirname, '../../fixtures/runner/pool-worker.ts'))
}, 60_000)

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})

afterAll(() => bundle.remove())

describe('the worker pool', () => {
  it('runs a job and gives its value', async () => {
    expect(await createPool().run({ name: 'echo', args: { a: [1, 2] } })).toEqual({ a: [1, 2] })
  })

  it('runs as many jobs at once as it has threads, and the rest after them', async () => {
    const pool = createPool(2)
    const threads = await Promise.all([1, 2, 3, 4].map(() => pool.run({ name: 'sleep', args: 20 })))
    expect(new Set(threads).size).toBe(2)
  })

  it('reports progress in order, then the result', async () => {
    const seen: unknown[] = []
    expect(await createPool().run({ name: 'count', args: 50, onProgress: (progress) => seen.push(progress) })).toBe(50)
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  })

  it('keeps a value in the thread until it is forgotten', async () => {
    const pool = createPool()
    const value = new Float64Array(new SharedArrayBuffer(80))
    expect(await pool.run({ name: 'kept', args: null, kept: { key: 'k', value } })).toEqual({ length: 10, shared: true })
    // The thread has the first value under this key: another one is not sent.
    expect(await pool.run({ name: 'kept', args: null, kept: { key: 'k', value: new Float64Array(3) } })).toEqual({ length: 10, shared: true })
    pool.forget('k')
    expect(await pool.run({ name: 'kept', args: null, kept: { key: 'k', value: new Float64Array(3) } })).toEqual({ length: 3, shared: false })
  })

  it('cancels a job in an endless loop and goes on with another thread', async () => {
    const pool = createPool()
    await pool.run({ name: 'echo', args: 0 })
    const stop = new AbortController()
    const spinning = failureOf(pool.run({ name: 'spin', args: null, signal: stop.signal }))
    await new Promise((done) => setTimeout(done, 50))
    stop.abort()
    expect((await spinning).code).toBe('CANCELLED')
    expect(await pool.run({ name: 'echo', args: 'still alive' })).toBe('still alive')
  })

  it('drops a cancelled job that still waits', async () => {
    const pool = createPool()
    const first = pool.run({ name: 'sleep', args: 50 })
    const stop = new AbortController()
    const waiting = failureOf(pool.run({ name: 'spin', args: null, signal: stop.signal }))
    stop.abort()
    expect((await waiting).code).toBe('CANCELLED')
    expect(await first).toBe(await pool.run({ name: 'thread', args: null }))
  })

  it('lets a short job that was cancelled run to its end where its thread has to stay', async () => {
    const pool = createPool()
    const thread = await pool.run({ name: 'thread', args: null })
    const stop = new AbortController()
    const begun = failureOf(pool.run({ name: 'sleep', args: 100, signal: stop.signal, keepsThread: true }))
    const waiting = failureOf(pool.run({ name: 'spin', args: null, signal: stop.signal, keepsThread: true }))
    let isThreadFree = false
    const next = pool.run({ name: 'thread', args: null }).finally(() => { isThreadFree = true })
    stop.abort()
    expect([(await begun).code, (await waiting).code]).toEqual(['CANCELLED', 'CANCELLED'])
    expect(isThreadFree).toBe(false)
    expect(await next).toBe(thread)
  })

  it('starts a thread ahead of its first job, and no second one', async () => {
    const pool = createPool(2)
    pool.warm()
    pool.warm()
    const threads = await Promise.all([1, 2].map(() => pool.run({ name: 'thread', args: null })))
    expect(new Set(threads).size).toBe(2)
    await pool.close()
    pool.warm()
    expect((await failureOf(pool.run({ name: 'thread', args: null }))).code).toBe('CANCELLED')
  })

  it('does not start a job whose signal has fired', async () => {
    expect((await failureOf(createPool().run({ name: 'echo', args: 1, signal: AbortSignal.abort() }))).code).toBe('CANCELLED')
  })

  it.each(['exit', 'crash'])('tells of a thread that dies by %s and recovers', async (name) => {
    const pool = createPool()
    const error = await failureOf(pool.run({ name, args: null }))
    expect(error.code).toBe('INTERNAL')
    expect(error.message).toContain(name === 'exit' ? 'it ended with code 7' : 'thrown outside of any job')
    expect(await pool.run({ name: 'echo', args: 1 })).toBe(1)
  })

  it('survives a thread that runs out of memory and says so', async () => {
    const pool = createPool(1, 24)
    expect((await failureOf(pool.run({ name: 'fill', args: null }))).message).toContain('it ran out of memory')
    expect(await pool.run({ name: 'echo', args: 1 })).toBe(1)
  })

  it('tells of a bug in a job without losing the thread', async () => {
    const pool = createPool()
    const before = await pool.run({ name: 'thread', args: null })
    expect((await failureOf(pool.run({ name: 'fault', args: null }))).message).toContain('a bug in a job')
    expect(await pool.run({ name: 'thread', args: null })).toBe(before)
  })

  it.each([
    ['an unknown job', { name: 'no-such', args: null }, "no job 'no-such'"],
    ['arguments that cannot be sent', { name: 'echo', args: () => 1 }, 'could not be sent'],
    ['a result that cannot be sent', { name: 'unsendable', args: null }, 'could not be cloned']
  ])('tells of %s', async (_title, job, message) => {
    const pool = createPool()
    expect((await failureOf(pool.run(job))).message).toContain(message)
    expect(await pool.run({ name: 'echo', args: 1 })).toBe(1)
  })

  it('tells of an entry that does not exist', async () => {
    const pool = new WorkerPool({ entry: new URL('file:///no/such/worker.mjs'), size: 1, heapMb: 64 })
    expect((await failureOf(pool.run({ name: 'echo', args: 1 }))).code).toBe('INTERNAL')
  })

  it('ends running and waiting jobs when it is closed', async () => {
    const pool = createPool()
    const jobs = [failureOf(pool.run({ name: 'spin', args: null })), failureOf(pool.run({ name: 'echo', args: 1 }))]
    await pool.close()
    expect((await Promise.all(jobs)).map(({ code }) => code)).toEqual(['CANCELLED', 'CANCELLED'])
    expect((await failureOf(pool.run({ name: 'echo', args: 1 }))).code).toBe('CANCELLED')
  })
})
