import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { journalHeader } from '../../../src/main/services/sweep-journal'
import { SweepStore } from '../../../src/main/services/sweep-store'
import { metricsFixture } from '../../support/comparison-fixture'

const CAPTURE = { name: 'w1', files: [{ name: 'trace.txt', format: 'ftrace-text', bytes: 12, sha256: 'aa' }], clock: 'mono', cpuCount: 2, window: { startS: 1, endS: 2 } }
const HEADER = journalHeader(CAPTURE, 1, ['model'])
const RUN = { key: 'a', member: 0, metrics: metricsFixture(5, 6), warnings: [] }

let folder = ''
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'store-')) })
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Opens the journal, adds a run, and tells how many there were. */
async function runsBefore(store: SweepStore): Promise<number> {
  expect(await store.prepare()).toBeNull()
  const journal = await store.open(HEADER)
  if (!journal.ok) throw new Error(journal.error.message)
  await journal.value.add(RUN)
  await journal.value.close()
  return journal.value.content.runs.length
}

describe('the journals of a machine', () => {
  it('go on where they were', async () => {
    const store = new SweepStore(folder)
    expect([await runsBefore(store), await runsBefore(store)]).toEqual([0, 1])
  })

  it.each([
    ['another file', () => 'notes\n'], ['a line that is none', (whole: string) => `${whole}{"run":{}}\n`], ['a header of another seed', (whole: string) => whole.replace('"seed":1', '"seed":2')]
  ])('are set aside when they hold %s, and begin afresh', async (_what, damage) => {
    const store = new SweepStore(folder)
    await runsBefore(store)
    const [name = ''] = await readdir(join(folder, 'sweeps'))
    const path = join(folder, 'sweeps', name)
    const damaged = damage(await readFile(path, 'utf8'))
    await writeFile(path, damaged)
    expect([await runsBefore(store), await runsBefore(store)]).toEqual([0, 1])
    expect(await readFile(`${path}.damaged`, 'utf8')).toBe(damaged)
    expect((await readdir(join(folder, 'sweeps'))).sort()).toEqual([name, `${name}.damaged`])
  })

  it('are limited in number, those set aside with them', async () => {
    const store = new SweepStore(folder)
    await store.prepare()
    for (let i = 0; i < 60; i++) await writeFile(join(folder, 'sweeps', `${String(i).padStart(16, '0')}-${'0'.repeat(16)}.journal${i % 2 === 0 ? '.damaged' : ''}`), '')
    await store.prepare()
    expect(await readdir(join(folder, 'sweeps'))).toHaveLength(49)
  })
})
