import { afterEach, describe, expect, it } from 'vitest'
import { createCommands, isEnabled } from '../../../src/renderer/stores/commands'
import type { SavedSweep, SweepStatus } from '../../../src/shared/contract'
import { fail, ok } from '../../../src/shared/result'
import type { Handlers } from '../../../src/shared/rpc/app-server'
import { sweepFixture } from '../../support/sweep-fixture'
import { openWindow, type TestWindow } from '../support/model'

const sweep = sweepFixture()
const status = (part: Partial<SweepStatus> = {}): SweepStatus => ({ sweepId: 's1', captureId: 'c1', phase: 'done', runsDone: 21, runsTotal: 21, sweep, ...part })
const saved: SavedSweep = { savedId: 'j1', grid: sweep.grid, window: { startNs: 1, endNs: 2 }, seed: 1, seeds: 3, runsKept: 7, isDone: false, changedMs: 0 }

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

async function withCapture(handlers: Handlers = {}): Promise<TestWindow> {
  opened = await openWindow({
    'sweep.run': async () => ok(status()), 'sweep.saved': async () => ok([saved]), 'sweep.estimate': async () => ok({ runS: 0.5, threads: 2, isMeasured: true }), 'sweep.discard': async () => ok({}),
    'sweep.export': async ({ format }) => ok({ kind: 'download', name: `sweep.${format}`, path: `/download/sweep.${format}` }), ...handlers
  })
  await opened.app.captures.openSample()
  return opened
}

const paramsOf = ({ calls }: TestWindow, method: string) => calls.filter((call) => call.method === method).at(-1)?.params as Record<string, unknown>

describe('a sweep of the window', () => {
  it('runs what the form says over the whole capture, or the visible span', async () => {
    const window = await withCapture()
    const { app } = window
    await app.sweepActions.start()
    expect(paramsOf(window, 'sweep.run')).toMatchObject({ captureId: 'c1', window: null, seed: 1, seeds: 3, grid: { base: { id: 'mm' }, fields: { 'kcompressd.threads': [1, 2, 4] } } })
    expect(app.view.page.value).toBe('sweep')
    app.view.show(app.captures.active.value!, { startNs: 2e9, endNs: 6e9 })
    app.configs.onlyVisible.value = true
    await app.sweepActions.start()
    expect(paramsOf(window, 'sweep.run').window).toEqual({ startNs: 2e9, endNs: 6e9 })
  })

  it('does not run a form that is wrong', async () => {
    const window = await withCapture()
    window.app.sweeps.edit('c1', { fields: [{ path: 'kcompressd.threads', text: 'many' }] })
    expect(window.app.sweepActions.canStart()).toBe(false)
    await window.app.sweepActions.start()
    expect(window.calls.some(({ method }) => method === 'sweep.run')).toBe(false)
  })

  it('shows points as they come, each once, in order', async () => {
    let finish: (value: SweepStatus) => void = () => undefined
    const window = await withCapture({ 'sweep.run': async () => ok(await new Promise<SweepStatus>((resolve) => { finish = resolve })) })
    const { app, server } = window
    const running = app.sweepActions.start()
    await expect.poll(() => app.sweeps.of('c1').isRunning).toBe(true)
    const part = (...ids: string[]) => status({ phase: 'replaying', runsDone: ids.length, sweep: { ...sweep, isComplete: false, points: sweep.points.filter(({ id }) => ids.includes(id)) } })
    server.emit('sweep.update', part('mm-3', 'mm-1'))
    server.emit('sweep.update', part('mm-1', 'mm-2'))
    await expect.poll(() => app.sweeps.of('c1').sweep?.points.map(({ id }) => id)).toEqual(['mm-1', 'mm-2', 'mm-3'])
    finish(status())
    await running
    expect(app.sweeps.of('c1')).toMatchObject({ isRunning: false, sweep: { points: { length: 6 } }, estimate: { isMeasured: true } })
  })

  it('keeps what there is when it is cancelled, and reports other failures', async () => {
    const window = await withCapture({ 'sweep.run': async () => fail({ code: 'JOURNAL_INVALID', message: 'broken' }) })
    await window.app.sweepActions.start()
    expect(window.app.errors.items[0]).toMatchObject({ action: 'Sweep', error: { code: 'JOURNAL_INVALID' } })
    expect(window.app.sweeps.of('c1').isRunning).toBe(false)
  })

  it('goes on with a kept sweep over its own span, and discards one', async () => {
    const window = await withCapture()
    await window.app.sweeps.refresh('c1')
    await window.app.sweeps.resume('c1', window.app.sweeps.of('c1').saved[0]!)
    expect(paramsOf(window, 'sweep.run')).toMatchObject({ window: { startNs: 1, endNs: 2 }, grid: sweep.grid })
    expect(window.app.sweeps.of('c1').draft.fields.map(({ text }) => text)).toEqual(['1, 2, 4', '-5, 0'])
    await window.app.sweeps.discard('c1', 'j1')
    expect(paramsOf(window, 'sweep.discard')).toEqual({ captureId: 'c1', savedId: 'j1' })
  })

  it('opens a point as a configuration that the next replay uses; the same settings are not added twice; it can be undone', async () => {
    const { app } = await withCapture()
    await app.sweepActions.start()
    const best = app.sweepActions.best()!
    const first = app.sweepActions.open(best)
    expect(first).toMatchObject({ isNew: true, isChosen: true })
    expect(app.configs.chosenIds.has(first!.id)).toBe(true)
    expect(app.sweepActions.open(best)).toEqual({ ...first, isNew: false })
    app.configs.own.undo()
    expect(app.configs.find(first!.id)).toBeUndefined()
  })

  it('judges a finished sweep again when a constraint changes, and exports it so', async () => {
    const window = await withCapture()
    const { app } = window
    await app.sweepActions.start()
    const before = app.sweepActions.best()!.label
    app.sweeps.edit('c1', { constraints: ['kcompressd CPU below 10 %'] })
    expect(app.sweepActions.best()!.label).not.toBe(before)
    expect(await app.sweeps.exportAs('c1', 'html')).toBe('sweep.html')
    expect(paramsOf(window, 'sweep.export')).toEqual({ sweepId: 's1', format: 'html', minimise: ['directReclaim.totalMs', 'reclaimCpuS'], constraints: ['kcompressd CPU below 10 %'] })
    expect(window.downloads).toEqual([{ path: '/download/sweep.html', name: 'sweep.html' }])
  })

  it('has its commands, each enabled when it can do something', async () => {
    const { app } = await withCapture()
    const commands = createCommands(app, { openFiles: () => undefined, choosePages: () => undefined, showPalette: () => undefined, showHelp: () => undefined, showSettings: () => undefined, showAbout: () => undefined })
    const command = (id: string) => commands.find((each) => each.id === id)!
    expect(['sweep.run', 'sweep.cancel', 'sweep.best', 'sweep.html'].map((id) => isEnabled(command(id)))).toEqual([true, false, false, false])
    command('view.sweep').run()
    command('sweep.run').run()
    await expect.poll(() => app.sweepActions.best() !== null).toBe(true)
    await expect.poll(() => ['sweep.run', 'sweep.best', 'sweep.html'].map((id) => isEnabled(command(id)))).toEqual([true, true, true])
    command('sweep.best').run()
    expect(app.configs.own.items.value).toHaveLength(1)
  })
})
