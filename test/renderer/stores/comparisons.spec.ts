import { afterEach, describe, expect, it } from 'vitest'
import type { ComparisonStatus } from '../../../src/shared/contract'
import { fail, ok } from '../../../src/shared/result'
import { fakeComparison } from '../support/fake-data'
import { openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

async function withCapture(...given: Parameters<typeof openWindow>): Promise<TestWindow> {
  opened = await openWindow(...given)
  await opened.app.captures.openSample()
  return opened
}

describe('replaying', () => {
  it('replays the chosen configurations over the whole capture and turns to the comparison', async () => {
    const { app, calls } = await withCapture()
    await app.replay()
    const request = calls.find((call) => call.method === 'comparison.run')?.params as { configs: { id: string }[]; window: unknown }
    expect(request.configs.map((config) => config.id)).toEqual(['off', 'zram-v1', 'mm'])
    expect(request.window).toBeNull()
    expect(app.view.page.value).toBe('compare')
    expect(app.comparisons.of('c1')).toMatchObject({ isRunning: false, status: { phase: 'done' } })
  })

  it('replays the visible span when asked to', async () => {
    const { app, calls } = await withCapture()
    app.view.show(app.captures.active.value!, { startNs: 2e9, endNs: 6e9 })
    app.configs.onlyVisible.value = true
    await app.replay()
    expect(calls.find((call) => call.method === 'comparison.run')?.params).toMatchObject({ window: { startNs: 2e9, endNs: 6e9 } })
  })

  it('follows results while they arrive', async () => {
    let finish: (status: ComparisonStatus) => void = () => undefined
    const { app, server } = await withCapture({ 'comparison.run': () => new Promise((done) => { finish = (status) => done(ok(status)) }) })
    const running = app.replay()
    const status: ComparisonStatus = { comparisonId: 'r9', captureId: 'c1', phase: 'replaying', membersDone: 2, membersTotal: 15, comparison: null }
    server.emit('comparison.update', status)
    await expect.poll(() => app.comparisons.of('c1')?.status?.membersDone).toBe(2)
    expect(app.comparisons.of('c1')?.isRunning).toBe(true)
    finish({ ...status, phase: 'done', membersDone: 15, comparison: fakeComparison(app.configs.chosen.value) })
    await running
    expect(app.comparisons.of('c1')).toMatchObject({ isRunning: false, status: { membersDone: 15 } })
  })

  it('ignores results of a capture that is not replaying', async () => {
    const { app, server } = await withCapture()
    server.emit('comparison.update', { comparisonId: 'x', captureId: 'c1', phase: 'replaying', membersDone: 1, membersTotal: 2, comparison: null })
    await new Promise((done) => setTimeout(done, 5))
    expect(app.comparisons.of('c1')).toBeNull()
  })

  it('leaves the earlier comparison in place when the next replay is cancelled', async () => {
    let count = 0
    const { app } = await withCapture({
      'comparison.run': ({ captureId, configs }) => ((count += 1) === 1
        ? Promise.resolve(ok({ comparisonId: 'first', captureId, phase: 'done' as const, membersDone: 1, membersTotal: 1, comparison: fakeComparison(configs) }))
        : new Promise(() => undefined))
    })
    await app.replay()
    const second = app.replay()
    await new Promise((done) => setTimeout(done, 5))
    app.comparisons.cancel('c1')
    await second
    expect(app.comparisons.of('c1')).toMatchObject({ isRunning: false, status: { comparisonId: 'first' } })
    expect(app.errors.items).toHaveLength(0)
  })

  it('shows why a replay failed', async () => {
    const { app } = await withCapture({ 'comparison.run': async () => fail({ code: 'TRACE_NOT_REPLAYABLE', message: 'No vmstat.' }) })
    await app.replay()
    expect(app.comparisons.of('c1')).toBeNull()
    expect(app.errors.items[0]).toMatchObject({ action: 'Replay', error: { message: 'No vmstat.' } })
  })

  it('does not start without a configuration', async () => {
    const { app, calls } = await withCapture()
    for (const id of ['off', 'zram-v1', 'mm']) app.configs.toggle(id)
    await app.replay()
    expect(calls.some((call) => call.method === 'comparison.run')).toBe(false)
  })
})

describe('reports', () => {
  it('download what the web host has made ready', async () => {
    const { app, downloads } = await withCapture()
    await app.reports.exportReport('r1', 'html')
    expect(downloads).toEqual([{ path: '/download/report.html', name: 'report.html' }])
    expect(app.reports.written).toEqual([{ comparisonId: 'r1', format: 'html', file: { kind: 'download', name: 'report.html', path: '/download/report.html' } }])
  })

  it('are not listed when the user backed out of saving', async () => {
    const { app, downloads } = await withCapture({ 'report.export': async () => ok({ kind: 'cancelled' }) })
    await app.reports.exportReport('r1', 'csv')
    expect(downloads).toHaveLength(0)
    expect(app.reports.written).toHaveLength(0)
    expect(app.reports.busy.value).toBeNull()
  })
})

describe('configurations', () => {
  it('keep their style whichever others are chosen', async () => {
    const { app } = await withCapture()
    const before = app.configs.styleOf('mm')
    app.configs.toggle('zram-v1')
    expect(app.configs.styleOf('mm')).toEqual(before)
    expect(app.configs.styleOf('off')).not.toEqual(before)
  })
})
