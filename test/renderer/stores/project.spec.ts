/** The project in the window: what is saved, what counts as a change, what happens to what was open. */
import { afterEach, describe, expect, it } from 'vitest'
import type { OpenedProject } from '../../../src/shared/contract'
import type { ProjectState } from '../../../src/shared/project'
import { fail, ok } from '../../../src/shared/result'
import { fakeCapture, fakeComparison } from '../support/fake-data'
import { PRESETS } from '../../../src/shared/presets'
import { file, openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

const configs = PRESETS.slice(0, 2).map(({ config }) => config)
const own = { ...configs[1]!, id: 'mine' }

/** A project of two captures, of which the second is not there. */
function project(change: Partial<OpenedProject> = {}): OpenedProject {
  const capture = fakeCapture('p1')
  return {
    name: 'kept.reclaimscope', isEmbedded: true, problems: [],
    workspace: {
      own: [{ config: own, style: 2 }], chosen: ['off', 'mine', 'unknown'], onlyVisible: true, pairs: [{ first: 0, second: 1, alignment: 'start', offsetNs: 7, configId: 'mm' }],
      view: { active: 0, page: 'compare', compareMode: 'overlay', cursorNs: 5e9, rowHeight: 140, rows: ['zramBytes'], logRows: [], pinned: ['allocstall'] }
    },
    captures: [{
      index: 0, capture,
      status: { comparisonId: 'k1', captureId: 'p1', phase: 'done', membersDone: 2, membersTotal: 2, comparison: fakeComparison(configs, 1) },
      state: { notes: [{ id: 4, startNs: 2e9, endNs: 2e9, text: 'here' }], span: { startNs: 1e9, endNs: 3e9 }, pages: null, replay: { configs, window: null, seeds: 1 } }
    }],
    missing: [{ index: 1, name: 'gone', files: [{ name: 'b.txt', bytes: 7, sha256: '0'.repeat(64) }], error: { code: 'PROJECT_FILE_MISSING', message: 'not found' } }],
    ...change
  }
}

const calls = (method: string): unknown[] => opened!.calls.filter((call) => call.method === method).map(({ params }) => params)

/** The state that a save sent. */
function sent(): ProjectState {
  return (calls('project.save').at(-1) as { state: ProjectState }).state
}

/** Waits for what a synchronous action has started. */
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 20))

describe('opening a project', () => {
  it('shows its captures, results, notes, configurations and view', async () => {
    opened = await openWindow({ 'project.open': async () => ok(project()) })
    const { app } = opened
    app.openFiles([file('kept.reclaimscope'), file('trace.txt')])
    await settled()
    expect(calls('project.open')).toEqual([{ fileIds: ['id-kept.reclaimscope', 'id-trace.txt'] }])
    const capture = app.captures.active.value!
    expect(capture.captureId).toBe('p1')
    expect(app.comparisons.of('p1')).toMatchObject({ isRunning: false, status: { comparisonId: 'k1' } })
    expect(app.notes.of(capture)).toMatchObject([{ text: 'here', startNs: 2e9 }])
    expect(app.configs.own.items.value).toEqual([{ config: own, style: 2 }])
    expect([...app.configs.chosenIds]).toEqual(['off', 'mine'])
    expect(app.view.spanOf(capture)).toEqual({ startNs: 1e9, endNs: 3e9 })
    expect([app.view.page.value, app.view.compareMode.value, app.view.cursorNs.value, app.view.rowHeight.value]).toEqual(['compare', 'overlay', 5e9, 140])
    expect(app.settings.all.value).toMatchObject({ rows: ['zramBytes'], pinned: ['allocstall'] })
    expect(app.project.missing.value).toMatchObject([{ name: 'gone' }])
    expect(app.project.isDirty.value).toBe(false)
  })

  it('lays the same captures beside each other, with the offset that was set', async () => {
    const both = project({ missing: [], captures: [...project().captures, { index: 1, capture: fakeCapture('p2'), status: null, state: { notes: [], span: null, pages: null, replay: null } }] })
    opened = await openWindow({ 'project.open': async () => ok(both), 'project.save': async () => ok({ kind: 'cancelled' }) })
    opened.app.openFiles([file('kept.reclaimscope')])
    await settled()
    expect(opened.app.pairs.of('p1')).toMatchObject({ second: { captureId: 'p2' }, alignment: 'start', offsetNs: 7, configId: 'mm' })
    await opened.app.project.save()
    expect(sent().workspace.pairs).toEqual(both.workspace.pairs)
  })

  it('passes over a page that this version does not know', async () => {
    const { workspace } = project()
    opened = await openWindow({ 'project.open': async () => ok(project({ workspace: { ...workspace, view: { ...workspace.view, page: 'hologram', compareMode: 'smell' } } })) })
    opened.app.openOffered([{ fileId: 'x', name: 'A.RECLAIMSCOPE' }])
    await settled()
    expect([opened.app.view.page.value, opened.app.view.compareMode.value]).toEqual(['capture', 'side'])
  })

  it('closes what was open, but only when it could be opened', async () => {
    let count = 0
    opened = await openWindow({ 'project.open': async () => ((count += 1) === 1 ? fail({ code: 'PROJECT_INVALID', message: 'broken' }) : ok(project())) })
    const { app } = opened
    await app.captures.openFiles([file('a.txt')])
    app.openFiles([file('bad.reclaimscope')])
    await settled()
    expect(app.captures.items.map(({ captureId }) => captureId)).toEqual(['c1'])
    expect(app.errors.items).toMatchObject([{ action: 'Open bad.reclaimscope', error: { message: 'broken' } }])
    app.openFiles([file('kept.reclaimscope')])
    await settled()
    expect(app.captures.items.map(({ captureId }) => captureId)).toEqual(['p1'])
    expect(calls('capture.close')).toEqual([{ captureId: 'c1' }])
  })

  it('asks first when results are not saved', async () => {
    opened = await openWindow({ 'project.open': async () => ok(project()) })
    const { app } = opened
    await app.captures.openFiles([file('a.txt')])
    await app.replay()
    app.openFiles([file('kept.reclaimscope')])
    await settled()
    expect(app.project.waiting.value?.name).toBe('kept.reclaimscope')
    expect(calls('project.open')).toEqual([])
    await app.project.proceed()
    expect(app.captures.items.map(({ captureId }) => captureId)).toEqual(['p1'])
  })

  it('leaves recordings to be opened as captures', async () => {
    opened = await openWindow()
    opened.app.openFiles([file('trace.txt')])
    await settled()
    expect(calls('capture.open')).toHaveLength(1)
  })
})

describe('saving', () => {
  it('sends all captures in order with what belongs to each, and starts the download of the web host', async () => {
    opened = await openWindow({ 'project.save': async () => ok({ kind: 'download', name: 'w3.reclaimscope', path: '/download/x' }) })
    const { app } = opened
    await app.captures.openFiles([file('a.txt')])
    await app.replay()
    await app.captures.openFiles([file('b.txt')])
    const second = app.captures.active.value!
    app.notes.add(second, { startNs: 1e9, endNs: 1e9 })
    app.view.show(second, { startNs: 1e9, endNs: 2e9 })
    app.project.embeds.value = true
    await app.project.save()
    expect(calls('project.save')).toMatchObject([{ embed: true, as: false }])
    expect(sent().captures).toMatchObject([
      { captureId: 'c1', comparisonId: 'r1', state: { span: null, pages: null, replay: { window: null, seeds: 5 } } },
      { captureId: 'c2', comparisonId: null, state: { notes: [{ startNs: 1e9 }], span: { startNs: 1e9, endNs: 2e9 }, replay: null } }
    ])
    expect(sent().workspace.view.active).toBe(1)
    expect(opened.downloads).toEqual([{ path: '/download/x', name: 'w3.reclaimscope' }])
    expect([app.project.name.value, app.project.isDirty.value]).toEqual(['w3.reclaimscope', false])
  })

  it('that is cancelled or fails leaves the project as it was', async () => {
    let count = 0
    opened = await openWindow({ 'project.save': async () => ((count += 1) === 1 ? ok({ kind: 'cancelled' }) : fail({ code: 'WRITE_FAILED', message: 'disk full' })) })
    await opened.app.project.save()
    await opened.app.project.save(true)
    expect(opened.app.project.name.value).toBeNull()
    expect(opened.app.errors.items).toMatchObject([{ action: 'Save project', error: { message: 'disk full' } }])
  })

  it('is needed again after a note, a configuration or a result, not after looking around', async () => {
    opened = await openWindow({ 'project.open': async () => ok(project()), 'project.save': async () => ok({ kind: 'saved', name: 'kept.reclaimscope' }) })
    const { app } = opened
    app.openFiles([file('kept.reclaimscope')])
    await settled()
    const capture = app.captures.active.value!
    app.view.zoom(capture, 0.5)
    app.view.page.value = 'report'
    app.view.pinAt(7e9)
    expect(app.project.isDirty.value).toBe(false)
    const changes = [
      () => app.notes.add(capture, { startNs: 0, endNs: 0 }), () => app.configs.duplicate(configs[0]!), () => app.configs.toggle('mm'),
      () => app.settings.toggle('pinned', 'pgscanAnon'), () => app.replay(), () => app.captures.openFiles([file('b.txt')])
    ]
    for (const change of changes) {
      await change()
      expect(app.project.isDirty.value).toBe(true)
      await app.project.save()
      expect(app.project.isDirty.value).toBe(false)
    }
  })
})

describe('a missing capture', () => {
  const open = async (locate: () => ReturnType<typeof okCapture>): Promise<void> => {
    opened = await openWindow({ 'project.open': async () => ok(project()), 'project.locate': async () => locate(), 'project.drop': async () => ok({}) })
    opened.app.openFiles([file('kept.reclaimscope')])
    await settled()
  }
  const okCapture = () => ok({ index: 1, capture: fakeCapture('p2'), status: null, state: { notes: [], span: null, pages: null, replay: null } })

  it('opens from the right files, and is no change of the project', async () => {
    await open(okCapture)
    const { project: store } = opened!.app
    await store.locate(store.missing.value[0]!, store.receiveFiles([file('b.txt')]))
    expect(calls('project.locate')).toEqual([{ index: 1, fileIds: ['id-b.txt'] }])
    expect(store.missing.value).toEqual([])
    expect(opened!.app.captures.items.map(({ captureId }) => captureId)).toEqual(['p1', 'p2'])
    expect(store.isDirty.value).toBe(false)
  })

  it('stays missing when the files are others, with the reason; it can be taken out', async () => {
    await open(() => fail({ code: 'PROJECT_FILE_MISSING', message: 'None of these', found: 'b.txt' }) as never)
    const { project: store } = opened!.app
    await store.locate(store.missing.value[0]!, store.receiveFiles([file('b.txt')]))
    expect(store.missing.value).toMatchObject([{ error: { message: 'None of these', found: 'b.txt' } }])
    await store.drop(store.missing.value[0]!)
    expect(store.missing.value).toEqual([])
    expect(store.isDirty.value).toBe(true)
  })
})

it('closing a project closes its captures and forgets its file', async () => {
  opened = await openWindow({ 'project.open': async () => ok(project()), 'project.close': async () => ok({}) })
  opened.app.openFiles([file('kept.reclaimscope')])
  await settled()
  await opened.app.project.close()
  expect(opened.app.captures.items).toEqual([])
  expect(opened.app.project.name.value).toBeNull()
  expect(calls('project.close')).toHaveLength(1)
})
