/** What was opened lately: what is kept of it, what can be opened again, and what a page cannot reach. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileRegistry, knownFile } from '../../../src/main/services/file-registry'
import { RecentFiles, type RecentFacts } from '../../../src/main/services/recent-files'
import { MAX_RECENT } from '../../../src/main/services/recent-list'

let folder: string
const inData = (name: string): string => join(folder, 'data', name)
const facts = (name: string): RecentFacts => ({ kind: 'capture', name, parts: 1, bytes: 5, lengthS: 24.2, cpuCount: 2 })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recents-'))
  for (const name of ['a.txt', 'b.txt']) await writeFile(join(folder, name), 'trace')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function started(dataFolder: string | null = join(folder, 'data'), told: (string | null)[] = []) {
  const files = new FileRegistry()
  return { files, recents: new RecentFiles({ files, dataFolder, tellDesktop: (path) => told.push(path) }) }
}

const open = (recents: RecentFiles, ...names: string[]): Promise<void> => recents.note(facts(names[0] ?? ''), names.map((name) => knownFile(join(folder, name))))

describe('recent files', () => {
  it('are listed by the next process, the latest first, each once', async () => {
    const { recents } = started()
    await open(recents, 'a.txt')
    await open(recents, 'b.txt')
    await open(recents, 'a.txt')
    const listed = await started().recents.list()
    expect(listed).toMatchObject([{ name: 'a.txt', state: 'ready', lengthS: 24.2, missing: [] }, { name: 'b.txt', state: 'ready' }])
    expect(JSON.stringify(listed)).not.toContain(folder)
  })

  it('are found by id as files that can be opened', async () => {
    await open(started().recents, 'a.txt', 'b.txt')
    const { recents, files } = started()
    const [entry] = await recents.list()
    const found = await recents.find(entry!.recentId)
    const known = files.find(found.ok ? found.value.files.map(({ fileId }) => fileId) : [])
    expect(known).toEqual({ ok: true, value: [knownFile(join(folder, 'a.txt')), knownFile(join(folder, 'b.txt'))] })
  })

  it('are not found by anything but the id of an entry', async () => {
    const { recents } = started()
    await open(recents, 'a.txt')
    for (const wanted of [join(folder, 'b.txt'), join(folder, 'a.txt'), 'a.txt', '../recent.json', '0000000000000000']) {
      expect(await recents.find(wanted)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    }
  })

  it('that are gone are marked when the list is shown, and not opened', async () => {
    const { recents } = started()
    await open(recents, 'a.txt', 'b.txt')
    await rm(join(folder, 'b.txt'))
    const [entry] = await recents.list()
    expect(entry).toMatchObject({ state: 'missing', missing: ['b.txt'] })
    expect(await recents.find(entry!.recentId)).toMatchObject({ ok: false, error: { code: 'INPUT_NOT_FOUND', file: 'b.txt' } })
    await writeFile(join(folder, 'b.txt'), 'back again')
    expect(await recents.list()).toMatchObject([{ state: 'ready' }])
  })

  it('that were uploaded can be opened as long as their host lives, then only be chosen again', async () => {
    const { recents, files } = started()
    await recents.note(facts('drop.txt'), [{ path: join(folder, 'a.txt'), name: 'drop.txt' }])
    const [entry] = await recents.list()
    expect(entry).toMatchObject({ state: 'ready', folder: null })
    const found = await recents.find(entry!.recentId)
    expect(found.ok && files.find(found.value.files.map(({ fileId }) => fileId))).toEqual({ ok: true, value: [{ path: join(folder, 'a.txt'), name: 'drop.txt' }] })
    expect(await readFile(inData('recent.json'), 'utf8')).not.toContain(folder)
    const next = started().recents
    expect(await next.list()).toMatchObject([{ name: 'drop.txt', state: 'elsewhere' }])
    expect(await next.find(entry!.recentId)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND', file: 'drop.txt' } })
  })

  it('can be removed one by one, and all', async () => {
    const told: (string | null)[] = []
    const { recents } = started(undefined, told)
    await open(recents, 'a.txt')
    await open(recents, 'b.txt')
    const [entry] = await recents.list()
    await recents.remove(entry!.recentId)
    expect((await started().recents.list()).map(({ name }) => name)).toEqual(['a.txt'])
    await recents.clear()
    expect(await started().recents.list()).toEqual([])
    expect(told).toEqual([join(folder, 'a.txt'), join(folder, 'b.txt'), null])
  })

  it('of two processes stand in one list', async () => {
    const [one, other] = [started().recents, started().recents]
    await open(one, 'a.txt')
    await open(other, 'b.txt')
    expect((await one.list()).map(({ name }) => name)).toEqual(['b.txt', 'a.txt'])
  })

  it('are a few, however many were opened', async () => {
    const { recents } = started()
    const names = Array.from({ length: MAX_RECENT + 3 }, (_, index) => `t${index}.txt`)
    await Promise.all(names.map((name) => open(recents, name)))
    expect((await recents.list()).map(({ name }) => name)).toEqual(names.reverse().slice(0, MAX_RECENT))
  })

  it('start anew when the list is damaged, which is set aside', async () => {
    const { recents } = started()
    await open(recents, 'a.txt')
    await writeFile(inData('recent.json'), '{"schema":"reclaimscope.recent/1","entries":[{"paths":["/etc/passwd"]}]}')
    expect(await recents.list()).toEqual([])
    await open(recents, 'b.txt')
    expect((await recents.list()).map(({ name }) => name)).toEqual(['b.txt'])
    expect((await readdir(join(folder, 'data'))).sort()).toEqual(['recent.json', 'recent.json.set-aside'])
  })

  it('last for the process where nothing can be written', async () => {
    const { recents } = started(null)
    await open(recents, 'a.txt')
    expect(await recents.list()).toMatchObject([{ name: 'a.txt', state: 'ready' }])
    const unwritable = started(join(folder, 'a.txt', 'data')).recents
    await open(unwritable, 'b.txt')
    expect(await unwritable.list()).toEqual([])
  })
})
