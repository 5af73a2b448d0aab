/** Projects through the whole back end: saved here, opened there. */
import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { containerChunks } from '../../../src/main/project/container'
import { createBackEnd, type BackEnd } from '../../../src/main/services/back-end'
import { saveToPath, streamToPath } from '../../../src/main/services/save-to-path'
import type { CaptureSummary } from '../../../src/shared/contract'
import { findPreset } from '../../../src/shared/presets'
import type { ProjectState, Workspace } from '../../../src/shared/project'
import { AppClient } from '../../../src/shared/rpc/app-client'
import { createMemoryPair } from '../../../src/shared/rpc/memory-pair'
import { ok } from '../../../src/shared/result'
import { InProcessTraceWork, ScriptedRunner, SMALL_FTRACE } from '../../support/in-process-work'

const FIXTURES = join(import.meta.dirname, '../../fixtures/projects')
const mm = findPreset('mm')!.config

let folder: string
let machines: Machine[] = []

/** A back end with a desktop that saves where it is told. */
class Machine {
  readonly runner = new ScriptedRunner()
  readonly asked: string[] = []
  saveTo: string | null = null
  readonly backEnd: BackEnd
  readonly client: AppClient

  constructor(host: 'electron' | 'web' = 'electron') {
    const shell = {
      host, pickFiles: async () => [], printPdf: async () => ok(new Uint8Array()), saveReport: async (report: Parameters<typeof saveToPath>[0]) => saveToPath(report, null),
      saveStream: (file: Parameters<typeof streamToPath>[0], path: string | null) => {
        if (path === null) this.asked.push(file.name)
        return streamToPath(file, path ?? this.saveTo)
      }
    }
    this.backEnd = createBackEnd({ shell, work: { traces: new InProcessTraceWork(), runner: this.runner }, samplePath: join(folder, 'sample') })
    const pair = createMemoryPair()
    this.backEnd.server.connect(pair.server)
    this.client = new AppClient(pair.client)
    machines.push(this)
  }

  id(...paths: string[]): string[] {
    return paths.map((path) => this.backEnd.files.add(path).fileId)
  }

  openCapture(...paths: string[]): Promise<CaptureSummary> {
    return this.client.call('capture.open', { fileIds: this.id(...paths) })
  }

  open(...paths: string[]) {
    return this.client.tryCall('project.open', { fileIds: this.id(...paths) })
  }
}

const VIEW: Workspace['view'] = { active: 0, page: 'compare', compareMode: 'delta', cursorNs: 2e6, rowHeight: 120, rows: ['queueDepth'], logRows: [], pinned: ['allocstall'] }

function stateOf(capture: CaptureSummary, comparisonId: string | null = null): ProjectState {
  return {
    captures: [{
      captureId: capture.captureId, comparisonId,
      state: { notes: [{ id: 1, startNs: 1e6, endNs: 2e6, text: 'kswapd <b>falls</b> behind' }], span: { startNs: 1e6, endNs: 5e6 }, pages: null, replay: { configs: [mm], window: null, seeds: 1 } }
    }],
    workspace: { own: [{ config: { ...mm, id: 'mine' }, style: 3 }], chosen: ['mm', 'mine'], onlyVisible: true, pairs: [], view: VIEW }
  }
}

/** A machine that has replayed the small capture and saved it. */
async function saved(name: string, embed: boolean): Promise<{ machine: Machine; path: string; state: ProjectState; comparison: unknown }> {
  const machine = new Machine()
  const capture = await machine.openCapture(join(folder, 'w/trace.txt'))
  const { comparisonId, comparison } = await machine.client.call('comparison.run', { captureId: capture.captureId, configs: [mm], window: null, seed: 1, seeds: 1 })
  const state = stateOf(capture, comparisonId)
  machine.saveTo = join(folder, name)
  expect(await machine.client.call('project.save', { state, embed, as: false })).toEqual({ kind: 'saved', name: basename(name) })
  return { machine, path: machine.saveTo, state, comparison }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'projects-'))
  await mkdir(join(folder, 'w'))
  await mkdir(join(folder, 'elsewhere'))
  await writeFile(join(folder, 'w/trace.txt'), SMALL_FTRACE)
})

afterEach(async () => {
  for (const machine of machines) {
    machine.client.close()
    await machine.backEnd.close()
  }
  machines = []
  await rm(folder, { recursive: true, force: true })
})

describe('a project with its captures embedded', () => {
  it('opens on a machine without them: same captures, results, notes and view, nothing replayed', async () => {
    const { path, state, comparison } = await saved('all.reclaimscope', true)
    await rm(join(folder, 'w'), { recursive: true })
    const other = new Machine()
    const opened = await other.open(path)
    expect(opened).toMatchObject({ ok: true, value: { name: 'all.reclaimscope', isEmbedded: true, missing: [], problems: [], workspace: state.workspace } })
    const [restored] = opened.ok ? opened.value.captures : []
    expect(restored?.state).toEqual(state.captures[0]?.state)
    expect(restored?.capture.identity).toMatchObject({ name: 'trace.txt', files: [{ name: 'trace.txt', bytes: SMALL_FTRACE.length }] })
    expect(restored?.status).toMatchObject({ phase: 'done', membersDone: 2, comparison })
    const { comparisonId } = restored!.status!
    expect([...(await other.client.call('comparison.series', { comparisonId, configId: 'mm', window: null, bins: 4 })).series[0]!.values]).toEqual([1, 2, 3, 4])
    expect(await other.client.call('comparison.stalls', { comparisonId, configId: 'mm' })).toMatchObject({ count: 3, totalMs: 6 })
    expect(await other.client.call('comparison.threads', { comparisonId, configId: 'mm' })).toMatchObject({ threads: [{ name: 'kswapd0', cpuS: 2 }] })
    expect(other.runner.jobs).toEqual([])
    expect(await other.client.call('capture.list', {})).toHaveLength(1)
  })

  it('has the same bytes each time it is saved', async () => {
    const { machine, path, state } = await saved('a.reclaimscope', true)
    const first = await readFile(path)
    await machine.client.call('project.save', { state, embed: true, as: false })
    expect((await readFile(path)).equals(first)).toBe(true)
  })
})

describe('a project without its captures', () => {
  it('holds no path of this machine', async () => {
    const { path } = await saved('small.reclaimscope', false)
    const text = (await readFile(path)).toString('latin1')
    expect(text).toContain('"trace.txt"')
    expect(text).not.toContain(folder)
  })

  it('finds them beside itself, also in a folder of the capture\'s name', async () => {
    const { path } = await saved('elsewhere/p.reclaimscope', false)
    await copyFile(join(folder, 'w/trace.txt'), join(folder, 'elsewhere/trace.txt'))
    await rm(join(folder, 'w'), { recursive: true })
    expect(await new Machine().open(path)).toMatchObject({ ok: true, value: { missing: [], captures: [{ capture: { identity: { name: 'trace.txt' } } }] } })
  })

  it('finds them among the files that were dropped with it', async () => {
    const { path } = await saved('elsewhere/p.reclaimscope', false)
    expect(await new Machine().open(join(folder, 'w/trace.txt'), path)).toMatchObject({ ok: true, value: { missing: [], isEmbedded: false } })
  })

  it('says what is missing, refuses other files, and takes the right one under any name', async () => {
    const { path } = await saved('elsewhere/p.reclaimscope', false)
    const other = new Machine('web')
    const opened = await other.open(path)
    expect(opened).toMatchObject({ ok: true, value: { captures: [], missing: [{ index: 0, name: 'trace.txt', files: [{ name: 'trace.txt', bytes: SMALL_FTRACE.length }], error: { code: 'PROJECT_FILE_MISSING' } }] } })
    await writeFile(join(folder, 'wrong.txt'), `${SMALL_FTRACE}#`)
    await writeFile(join(folder, 'same-size.txt'), `#${SMALL_FTRACE.slice(1)}`.replace('app1', 'app2'))
    const wrong = await other.client.tryCall('project.locate', { index: 0, fileIds: other.id(join(folder, 'wrong.txt'), join(folder, 'same-size.txt')) })
    expect(wrong).toMatchObject({ ok: false, error: { code: 'PROJECT_FILE_MISSING', found: 'wrong.txt, same-size.txt', expected: expect.stringMatching(/^\d+ bytes with SHA-256 [0-9a-f]{64}$/) as string } })
    await copyFile(join(folder, 'w/trace.txt'), join(folder, 'renamed.bin'))
    const right = await other.client.tryCall('project.locate', { index: 0, fileIds: other.id(join(folder, 'renamed.bin')) })
    expect(right).toMatchObject({ ok: true, value: { capture: { identity: { name: 'trace.txt' } }, status: { phase: 'done' } } })
  })
})

describe('a capture that stays missing', () => {
  it('is still in the project when that is saved and opened where the files are', async () => {
    const { path, comparison } = await saved('elsewhere/p.reclaimscope', false)
    await mkdir(join(folder, 'far'))
    const far = join(folder, 'far/p.reclaimscope')
    await copyFile(path, far)
    const other = new Machine()
    const opened = await other.open(far)
    if (!opened.ok) throw new Error(opened.error.message)
    expect(opened.value.missing).toHaveLength(1)
    for (let times = 0; times < 2; times += 1) await other.client.call('project.save', { state: { captures: [], workspace: opened.value.workspace }, embed: false, as: false })
    const located = await other.client.call('project.locate', { index: 0, fileIds: other.id(join(folder, 'w/trace.txt')) })
    expect(located).toMatchObject({ index: 0, status: { comparison } })
    expect(await new Machine().open(far, join(folder, 'w/trace.txt'))).toMatchObject({ ok: true, value: { missing: [], captures: [{ status: { comparison } }] } })
  })

  it('can be taken out', async () => {
    const { path } = await saved('elsewhere/p.reclaimscope', false)
    const other = new Machine()
    const opened = await other.open(path)
    if (!opened.ok) throw new Error(opened.error.message)
    await other.client.call('project.drop', { index: 0 })
    await other.client.call('project.save', { state: { captures: [], workspace: opened.value.workspace }, embed: false, as: false })
    expect(await new Machine().open(path)).toMatchObject({ ok: true, value: { missing: [], captures: [] } })
  })
})

describe('saving', () => {
  it('asks for a place once, then writes there; Save as asks again', async () => {
    const { machine, state } = await saved('p.reclaimscope', false)
    machine.saveTo = join(folder, 'second.reclaimscope')
    expect(await machine.client.call('project.save', { state, embed: false, as: false })).toEqual({ kind: 'saved', name: 'p.reclaimscope' })
    expect(await machine.client.call('project.save', { state, embed: false, as: true })).toEqual({ kind: 'saved', name: 'second.reclaimscope' })
    expect(machine.asked).toEqual(['trace.reclaimscope', 'p.reclaimscope'])
    machine.saveTo = null
    await machine.client.call('project.close', {})
    expect(await machine.client.call('project.save', { state, embed: false, as: false })).toEqual({ kind: 'cancelled' })
  })

  it('without files that are gone works as long as they need not be embedded', async () => {
    const { machine, state } = await saved('p.reclaimscope', false)
    await rm(join(folder, 'w'), { recursive: true })
    expect(await machine.client.tryCall('project.save', { state, embed: false, as: false })).toMatchObject({ ok: true })
    expect(await machine.client.tryCall('project.save', { state, embed: true, as: false })).toMatchObject({ ok: false, error: { code: 'INPUT_NOT_FOUND' } })
  })

  it('of a file that has changed since it was opened is refused when it is to be embedded, else names what was opened', async () => {
    const { machine, state, path } = await saved('elsewhere/p.reclaimscope', false)
    await copyFile(join(folder, 'w/trace.txt'), join(folder, 'first.txt'))
    await writeFile(join(folder, 'w/trace.txt'), `${SMALL_FTRACE}#`)
    expect(await machine.client.tryCall('project.save', { state, embed: true, as: false })).toMatchObject({ ok: false, error: { code: 'PROJECT_FILE_MISSING', file: 'trace.txt', message: 'The file has changed since it was opened.' } })
    expect(await machine.client.tryCall('project.save', { state, embed: false, as: false })).toMatchObject({ ok: true })
    expect(await new Machine().open(path, join(folder, 'first.txt'))).toMatchObject({ ok: true, value: { missing: [] } })
  })

  it('of what could not be opened again is refused, and the old file stays', async () => {
    const { machine, path, state } = await saved('elsewhere/p.reclaimscope', false)
    await mkdir(join(folder, 'far'))
    const far = join(folder, 'far/p.reclaimscope')
    await copyFile(path, far)
    const opened = await machine.open(far)
    expect(opened).toMatchObject({ ok: true, value: { missing: [{ index: 0 }] } })
    const before = await readFile(far)
    const many = { ...state, captures: Array.from({ length: 32 }, () => ({ ...state.captures[0]!, comparisonId: null })) }
    const refused = await machine.client.tryCall('project.save', { state: many, embed: false, as: false })
    expect(refused).toMatchObject({ ok: false, error: { code: 'PROJECT_INVALID' } })
    expect((await readFile(far)).equals(before)).toBe(true)
  })

  it('of a capture that is not open fails', async () => {
    const machine = new Machine()
    const state = stateOf({ captureId: 'capture-9' } as CaptureSummary)
    expect(await machine.client.tryCall('project.save', { state, embed: false, as: false })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })
})

describe('projects of other versions', () => {
  it('of version 1 open, with its one visible span on the capture that was active', async () => {
    const opened = await new Machine().open(join(FIXTURES, 'version-1.reclaimscope'))
    expect(opened).toMatchObject({
      ok: true,
      value: {
        missing: [], problems: [],
        workspace: { chosen: ['off', 'mm'], view: { page: 'compare', active: 0, logRows: [], pinned: ['allocstall'] } },
        captures: [{ capture: { identity: { name: 'trace.txt' } }, state: { span: { startNs: 1_000_000, endNs: 5_000_000 }, notes: [{ text: 'written by version 1' }] } }]
      }
    })
  })

  it('from the future are refused, and say so', async () => {
    const path = await project({ schema: 'reclaimscope.project/99' })
    expect(await new Machine().open(path)).toMatchObject({ ok: false, error: { code: 'PROJECT_NEWER', found: 'version 99', advice: 'Update the app.' } })
  })
})

/** A container with this header. */
async function project(header: unknown, contents: readonly string[] = []): Promise<string> {
  const path = join(folder, 'made.reclaimscope')
  const chunks = containerChunks(contents.map((content) => async function* () { yield Buffer.from(content) }), (blobs) => ({ blobs, ...(header as object) }))
  await streamToPath({ name: 'made', mediaType: '', content: chunks }, path)
  return path
}

describe('hostile projects', () => {
  const capture = { name: 't', synthetic: false, files: [{ name: 'trace.txt', bytes: 5, sha256: '0'.repeat(64), blob: null }], results: null, state: { notes: [], span: null, replay: null } }
  const header = (change: object): object => ({
    schema: 'reclaimscope.project/2', product: 'x', captures: [capture], workspace: { own: [], chosen: [], onlyVisible: false, view: VIEW }, ...change
  })

  it.each([
    ['without a version', {}, 'it does not say its version'],
    ['with a page as a number', header({ workspace: { own: [], chosen: [], onlyVisible: false, view: { ...VIEW, page: 7 } } }), 'workspace.view.page'],
    ['with too many captures', header({ captures: Array.from({ length: 33 }, () => capture) }), 'captures'],
    ['with results that are not there', header({ captures: [{ ...capture, results: 3 }] }), 'results that it does not hold'],
    ['with an embedded file of other contents', header({ captures: [{ ...capture, files: [{ ...capture.files[0], blob: 0 }] }] }), 'not the one that its capture names'],
    ['with a long note', header({ captures: [{ ...capture, state: { ...capture.state, notes: [{ id: 1, startNs: 0, endNs: 0, text: 'x'.repeat(501) }] } }] }), 'captures.0.state.notes.0.text']
  ])('%s are refused with the reason', async (_title, json, reason) => {
    const opened = await new Machine().open(await project(json, ['other']))
    expect(opened).toMatchObject({ ok: false, error: { code: 'PROJECT_INVALID' } })
    expect(opened.ok ? '' : opened.error.message).toContain(reason)
  })

  it('that claim to unpack to terabytes are refused before anything is written', async () => {
    const huge = { offset: 8, storedBytes: 10, bytes: 8 * 1024 ** 3, sha256: '0'.repeat(64) }
    const opened = await new Machine().open(await project(header({ blobs: Array.from({ length: 5 }, () => huge) })))
    expect(opened).toMatchObject({ ok: false, error: { code: 'INPUT_TOO_LARGE' } })
  })

  it('that name one large blob many times are refused before anything is written', async () => {
    const huge = { offset: 8, storedBytes: 10, bytes: 8 * 1024 ** 3, sha256: '0'.repeat(64) }
    const file = { ...capture.files[0], bytes: huge.bytes, blob: 0 }
    const opened = await new Machine().open(await project(header({ blobs: [huge], captures: [{ ...capture, files: Array.from({ length: 5 }, () => file) }] })))
    expect(opened).toMatchObject({ ok: false, error: { code: 'INPUT_TOO_LARGE' } })
  })

  it('leave nothing unpacked when a capture of theirs cannot be opened', async () => {
    const content = 'no recording'
    const sha256 = createHash('sha256').update(content).digest('hex')
    const temporary = join(folder, 'tmp')
    await mkdir(temporary)
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary)
    const file = { name: 'a.txt', bytes: content.length, sha256, blob: 0 }
    expect(await new Machine().open(await project(header({ captures: [{ ...capture, files: [file] }] }), [content]))).toMatchObject({ ok: true, value: { captures: [], missing: [{ index: 0 }] } })
    vi.unstubAllEnvs()
    const [unpacked] = await readdir(temporary)
    expect(await readdir(join(temporary, unpacked!))).toEqual([])
  })

  it('get no file of this machine by a path they name', async () => {
    const { bytes, sha256 } = { bytes: SMALL_FTRACE.length, sha256: (await new Machine().openCapture(join(folder, 'w/trace.txt'))).identity.files[0]!.sha256 }
    for (const name of [join(folder, 'w/trace.txt'), '../w/trace.txt', 'w/../w/../../x']) {
      const opened = await new Machine().open(await project(header({ captures: [{ ...capture, name: '../w', files: [{ name, bytes, sha256, blob: null, path: join(folder, 'w/trace.txt') }] }] })))
      expect(opened).toMatchObject({ ok: true, value: { captures: [], missing: [{ error: { code: 'PROJECT_FILE_MISSING' } }] } })
    }
  })

  it('with damaged results open their captures and say what is lost', async () => {
    const { bytes, sha256 } = { bytes: SMALL_FTRACE.length, sha256: (await new Machine().openCapture(join(folder, 'w/trace.txt'))).identity.files[0]!.sha256 }
    const path = await project(header({ captures: [{ ...capture, results: 0, files: [{ name: 'trace.txt', bytes, sha256, blob: null }] }] }), ['no results'])
    expect(await new Machine().open(path, join(folder, 'w/trace.txt'))).toMatchObject({ ok: true, value: { captures: [{ status: null }], problems: [{ code: 'PROJECT_INVALID', advice: 'The capture is open; replay it again.' }] } })
  })
})
