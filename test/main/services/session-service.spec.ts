/** The autosave: what survives a process that is no more. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FileHashes } from '../../../src/main/project/capture-files'
import { CaptureService } from '../../../src/main/services/capture-service'
import { ComparisonService } from '../../../src/main/services/comparison-service'
import { ProjectService } from '../../../src/main/services/project-service'
import { SessionService } from '../../../src/main/services/session-service'
import { saveToPath, streamToPath } from '../../../src/main/services/save-to-path'
import { findPreset } from '../../../src/shared/presets'
import type { ProjectState } from '../../../src/shared/project'
import type { CallContext } from '../../../src/shared/rpc/app-server'
import { ok } from '../../../src/shared/result'
import { InProcessTraceWork, ScriptedRunner, SMALL_FTRACE } from '../../support/in-process-work'

const mm = findPreset('mm')!.config
const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
let folder: string
let alive: Set<number>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessions-'))
  alive = new Set()
  await mkdir(join(folder, 'w'))
  await writeFile(join(folder, 'w/trace.txt'), SMALL_FTRACE)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A process of the app with its data in `folder/data`. */
function started(pid: number, nowMs = 1000 * pid, dataFolder: string | null = join(folder, 'data')) {
  alive.add(pid)
  const captures = new CaptureService(new InProcessTraceWork())
  const comparisons = new ComparisonService({ captures, runner: new ScriptedRunner(), onUpdate: () => undefined })
  const shell = { host: 'web' as const, pickFiles: async () => [], printPdf: async () => ok(new Uint8Array()), saveReport: (report: Parameters<typeof saveToPath>[0]) => saveToPath(report, null), saveStream: (file: Parameters<typeof streamToPath>[0]) => streamToPath(file, join(folder, file.name)) }
  const projects = new ProjectService({ captures, comparisons, hashes: new FileHashes(), shell, samplePath: join(folder, 'none') })
  const sessions = new SessionService({ captures, comparisons, projects, dataFolder, key: String(pid), owner: { pid, startedAtMs: 0 }, isAlive: (other) => alive.has(other.pid), nowMs: () => nowMs })
  return { captures, comparisons, projects, sessions }
}

type Process = ReturnType<typeof started>

/** Opens the capture, replays it, and gives the state of the work. */
async function working({ captures, comparisons }: Process): Promise<ProjectState> {
  const capture = await captures.open([{ path: join(folder, 'w/trace.txt'), name: 'trace.txt' }], false, {})
  if (!capture.ok) throw new Error(capture.error.message)
  const { captureId } = capture.value
  const run = await comparisons.run({ captureId, configs: [mm], window: null, seed: 1, seeds: 1 }, context)
  return {
    captures: [{ captureId, comparisonId: run.ok ? run.value.comparisonId : null, state: { notes: [{ id: 1, startNs: 1, endNs: 1, text: 'kept' }], span: null, pages: null, replay: { configs: [mm], window: null, seeds: 1 } } }],
    workspace: { own: [], chosen: ['mm'], onlyVisible: false, pairs: [], view: { active: 0, page: 'compare', compareMode: 'side', cursorNs: null, rowHeight: 92, rows: [], logRows: [], pinned: [] } }
  }
}

describe('work that was kept', () => {
  it('is offered when its process was killed, and comes back with results and notes', async () => {
    const first = started(11)
    expect(await first.sessions.save(await working(first))).toEqual({ ok: true, value: {} })
    const second = started(12)
    expect(await second.sessions.last()).toBeNull()
    alive.delete(11)
    const last = await second.sessions.last()
    expect(last).toEqual({ sessionId: 'session-11.reclaimscope', savedAtMs: 11_000, captures: ['trace.txt'] })
    const restored = await second.sessions.restore(last!.sessionId, context)
    expect(restored).toMatchObject({ ok: true, value: { name: '', missing: [], captures: [{ state: { notes: [{ text: 'kept' }] }, status: { phase: 'done', comparison: { baseline: 'off' } } }] } })
    await second.sessions.discard(last!.sessionId)
    expect(await second.sessions.last()).toBeNull()
  })

  it('is neither overwritten nor hidden by a process that has the same pid', async () => {
    const first = started(11)
    await first.sessions.save(await working(first))
    const other = started(11)
    const second = new SessionService({ ...other, dataFolder: join(folder, 'data'), owner: { pid: 11, startedAtMs: 5 } })
    await second.save(await working(other))
    expect(await readdir(join(folder, 'data/sessions'))).toHaveLength(2)
    expect(await second.last()).toMatchObject({ sessionId: 'session-11.reclaimscope' })
  })

  it('says what is missing when a recording has gone meanwhile', async () => {
    const first = started(11)
    await first.sessions.save(await working(first))
    alive.delete(11)
    await rm(join(folder, 'w'), { recursive: true })
    expect(await started(12).sessions.restore('session-11.reclaimscope', context)).toMatchObject({ ok: true, value: { captures: [], missing: [{ name: 'trace.txt', error: { code: 'PROJECT_FILE_MISSING' } }] } })
  })

  it('keeps results and notes of missing captures when it is restored, kept anew and its first file deleted', async () => {
    const first = started(11)
    await first.sessions.save(await working(first))
    alive.delete(11)
    await rename(join(folder, 'w/trace.txt'), join(folder, 'moved.txt'))
    const second = started(12)
    const restored = await second.sessions.restore('session-11.reclaimscope', context)
    if (!restored.ok) throw new Error(restored.error.message)
    const nothingOpen = { captures: [], workspace: restored.value.workspace }
    expect(await second.sessions.save(nothingOpen)).toEqual({ ok: true, value: {} })
    await second.sessions.discard('session-11.reclaimscope')
    expect(await second.sessions.save(nothingOpen)).toEqual({ ok: true, value: {} })
    expect(await second.projects.locate(0, [{ path: join(folder, 'moved.txt'), name: 'moved.txt' }], context)).toMatchObject({ ok: true, value: { state: { notes: [{ text: 'kept' }] }, status: { phase: 'done' } } })
    alive.delete(12)
    expect(await started(13).sessions.restore('session-12.reclaimscope', context)).toMatchObject({ ok: true, value: { missing: [{ name: 'trace.txt' }] } })
  })

  it('is shown again to a page that was loaded again, without reading anything', async () => {
    const app = started(11, 0, null)
    expect(app.sessions.current()).toBeNull()
    const state = await working(app)
    await app.sessions.save(state)
    expect(app.sessions.current()).toMatchObject({ workspace: state.workspace, captures: [{ index: 0, state: state.captures[0]!.state, status: { phase: 'done' } }] })
    app.captures.close(state.captures[0]!.captureId)
    expect(app.sessions.current()).toBeNull()
  })

  it('that is damaged is set aside and hides nothing else', async () => {
    for (const pid of [11, 12]) {
      const app = started(pid)
      await app.sessions.save(await working(app))
      alive.delete(pid)
    }
    await truncate(join(folder, 'data/sessions/session-12.reclaimscope'), 100)
    await writeFile(join(folder, 'data/sessions/session-13.reclaimscope'), 'nonsense')
    expect(await started(14).sessions.last()).toMatchObject({ sessionId: 'session-11.reclaimscope' })
    expect((await readdir(join(folder, 'data/sessions'))).sort()).toEqual(['session-11.reclaimscope', 'session-12.reclaimscope.damaged', 'session-13.reclaimscope.damaged'])
  })

  it('is gone when all captures were closed', async () => {
    const app = started(11)
    const state = await working(app)
    await app.sessions.save(state)
    await app.sessions.save({ ...state, captures: [] })
    expect(await readdir(join(folder, 'data/sessions'))).toEqual([])
  })

  it('of many sessions is kept only of the latest', async () => {
    for (let pid = 1; pid <= 7; pid += 1) {
      const app = started(pid)
      await app.sessions.save(await working(app))
      alive.delete(pid)
    }
    expect(await started(99).sessions.last()).toMatchObject({ savedAtMs: 7000 })
    expect(await readdir(join(folder, 'data/sessions'))).toHaveLength(5)
  })
})

describe('writing', () => {
  it('of many changes at once ends with the latest, and leaves no half file', async () => {
    const app = started(11)
    const state = await working(app)
    const texts = Array.from({ length: 20 }, (_, index) => `note ${index}`)
    await Promise.all(texts.map((text) => app.sessions.save({ ...state, captures: [{ ...state.captures[0]!, state: { ...state.captures[0]!.state, notes: [{ id: 1, startNs: 0, endNs: 0, text }] } }] })))
    expect(await readdir(join(folder, 'data/sessions'))).toEqual(['session-11.reclaimscope'])
    expect((await readFile(join(folder, 'data/sessions/session-11.reclaimscope'))).toString('latin1')).toContain('note 19')
  })

  it('into a folder that cannot be made is a coded failure', async () => {
    await writeFile(join(folder, 'file'), '')
    const app = started(11, 0, join(folder, 'file'))
    expect(await app.sessions.save(await working(app))).toMatchObject({ ok: false, error: { code: 'WRITE_FAILED' } })
    expect(await app.sessions.last()).toBeNull()
  })

  it('goes on after an exception, which is a coded failure', async () => {
    const app = started(11)
    const state = await working(app)
    const exception = vi.spyOn(app.projects, 'saveSession').mockRejectedValueOnce(new Error('broken'))
    expect(await app.sessions.save(state)).toMatchObject({ ok: false, error: { code: 'WRITE_FAILED', message: 'The work cannot be kept: broken.' } })
    exception.mockRestore()
    expect(await app.sessions.save(state)).toEqual({ ok: true, value: {} })
  })

  it.each(['../x', 'session-1.reclaimscope/../../x', 'session-x.reclaimscope', ''])('of no other file than a session: %j', async (sessionId) => {
    const app = started(11)
    expect(await app.sessions.restore(sessionId, context)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    await writeFile(join(folder, 'x'), 'kept')
    await app.sessions.discard(sessionId)
    expect(await readFile(join(folder, 'x'), 'utf8')).toBe('kept')
  })
})

describe('what is open', () => {
  const save = { embed: false, as: false }

  /** A project whose only capture is missing, opened. */
  async function openedWithout(app: Process, name: string): Promise<ProjectState> {
    const state = await working(app)
    app.projects.forget()
    await app.projects.save(state, save)
    await mkdir(join(folder, name))
    const path = join(folder, name, 'p.reclaimscope')
    await rename(join(folder, 'trace.reclaimscope'), path)
    expect(await app.projects.open([{ path, name: 'p.reclaimscope' }], context)).toMatchObject({ ok: true, value: { missing: [{ index: 0 }] } })
    return { ...state, captures: [] }
  }

  it('keeps its missing captures when opening another project is cancelled', async () => {
    const app = started(11)
    const state = await openedWithout(app, 'a')
    const cancelled = { ...context, signal: AbortSignal.abort() }
    expect(await app.projects.open([{ path: join(folder, 'a/p.reclaimscope'), name: 'p.reclaimscope' }], cancelled)).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    await app.projects.save(state, save)
    expect(await app.projects.open([{ path: join(folder, 'p.reclaimscope'), name: 'p.reclaimscope' }], context)).toMatchObject({ ok: true, value: { missing: [{ name: 'trace.txt' }] } })
  })

  it('is no project any more when the last session was restored: saving asks for a name anew', async () => {
    const first = started(11)
    await first.sessions.save(await working(first))
    alive.delete(11)
    const app = started(12)
    await openedWithout(app, 'a')
    const restored = await app.sessions.restore('session-11.reclaimscope', context)
    if (!restored.ok) throw new Error(restored.error.message)
    const [{ capture, state }] = restored.value.captures as [(typeof restored.value.captures)[0]]
    const work = { captures: [{ captureId: capture.captureId, comparisonId: null, state }], workspace: restored.value.workspace }
    expect(await app.projects.save(work, save)).toEqual({ ok: true, value: { kind: 'saved', name: 'trace.reclaimscope' } })
  })
})
