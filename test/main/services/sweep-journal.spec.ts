import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { journalHeader, readJournal, SweepJournal, type JournalHeader } from '../../../src/main/services/sweep-journal'
import { gridSchema } from '../../../src/shared/sweep'
import { metricsFixture } from '../../support/comparison-fixture'

/** As on Windows: what is open for appending cannot be truncated. */
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>()
  const open: typeof fs.open = async (path, flags, mode) => {
    const file = await fs.open(path, flags, mode)
    if (String(flags).startsWith('a')) file.truncate = () => Promise.reject(new Error('EPERM: operation not permitted, ftruncate'))
    return file
  }
  return { ...fs, open }
})

const CAPTURE = { name: 'w1', files: [{ name: 'trace.txt', format: 'ftrace-text', bytes: 12, sha256: 'aa' }], clock: 'mono', cpuCount: 2, window: { startS: 1, endS: 2 } }
const HEADER = journalHeader(CAPTURE, 1, ['model'])
const METRICS = metricsFixture(5, 6)
const grid = v.parse(gridSchema, { fields: { 'kcompressd.threads': [1, 2] } })

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'))
  path = join(folder, 'sweep.journal')
})
const openJournals: SweepJournal[] = []
afterEach(async () => {
  for (const journal of openJournals.splice(0)) await journal.close()
  await rm(folder, { recursive: true, force: true })
})

async function opened(header: JournalHeader = HEADER): Promise<SweepJournal> {
  const journal = await SweepJournal.open(path, header)
  if (!journal.ok) throw new Error(journal.error.message)
  openJournals.push(journal.value)
  return journal.value
}

const run = (key: string, member = 0) => ({ key, member, metrics: METRICS, warnings: ['w'] })

async function written(): Promise<void> {
  const journal = await opened()
  await journal.begin({ grid, seeds: 3, window: null })
  await Promise.all([journal.add(run('a')), journal.add(run('b', 2))])
  await journal.close()
}

describe('a journal', () => {
  it('gives back the runs, the sweep that was asked for, and whether it came to its end', async () => {
    await written()
    const again = await opened()
    expect(again.content).toMatchObject({ header: HEADER, runs: [run('a'), run('b', 2)], asked: { grid, seeds: 3, window: null }, isDone: false })
    await again.end()
    await again.close()
    expect((await opened()).content.isDone).toBe(true)
  })

  it('cuts off half a last line, wherever a crash left it, and goes on behind the last whole one', async () => {
    await written()
    const whole = await readFile(path)
    const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1
    for (const cut of [lastLine + 1, lastLine + 20, whole.length - 1]) {
      await writeFile(path, whole.subarray(0, cut))
      const journal = await opened()
      expect(journal.content.runs.map(({ key }) => key)).toEqual(['a'])
      await journal.add(run('c'))
      await journal.close()
      const found = await readJournal(path)
      expect(found.ok && found.value?.runs.map(({ key }) => key)).toEqual(['a', 'c'])
    }
  })

  it('begins again over half a header of its own', async () => {
    await written()
    await writeFile(path, (await readFile(path)).subarray(0, 60))
    expect((await opened()).content.runs).toEqual([])
  })

  it.each([
    ['another window', journalHeader({ ...CAPTURE, window: { startS: 1, endS: 3 } }, 1, ['model'])],
    ['another file', journalHeader({ ...CAPTURE, files: [{ ...CAPTURE.files[0]!, sha256: 'bb' }] }, 1, ['model'])],
    ['another seed', journalHeader(CAPTURE, 2, ['model'])],
    ['another model', journalHeader(CAPTURE, 1, ['other'])],
    ['another version', { ...HEADER, product: '9.9.9' }]
  ])('of %s is refused with both told, and left as it is', async (_what, header) => {
    await written()
    const before = await readFile(path, 'utf8')
    const refused = await SweepJournal.open(path, header)
    expect(refused).toMatchObject({ ok: false, error: { code: 'JOURNAL_MISMATCH', file: path } })
    expect(!refused.ok && refused.error.found).toContain('w1')
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  it('of the same capture under another name is the same', async () => {
    await written()
    expect((await opened(journalHeader({ ...CAPTURE, name: 'copy', files: [{ ...CAPTURE.files[0]!, name: 'renamed.txt' }] }, 1, ['model']))).content.runs).toHaveLength(2)
  })

  it.each([['notes without an end', 1], ['{"schema":"something"}\n', 1]])('is refused when it is another file: %s', async (text, line) => {
    await writeFile(path, text)
    expect(await SweepJournal.open(path, HEADER)).toMatchObject({ ok: false, error: { code: 'JOURNAL_INVALID', line } })
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('names the line that cannot be read', async () => {
    await written()
    await appendFile(path, '{"run":{"key":"x"}}\n{"done":true}\n')
    expect(await readJournal(path)).toMatchObject({ ok: false, error: { code: 'JOURNAL_INVALID', line: 5 } })
  })

  it('takes no more lines than can be read again, and says so', async () => {
    await written()
    const maxBytes = (await stat(path)).size + JSON.stringify({ run: run('c') }).length + 1
    const journal = await SweepJournal.open(path, HEADER, maxBytes)
    if (!journal.ok) throw new Error(journal.error.message)
    openJournals.push(journal.value)
    expect(await journal.value.add(run('c'))).toBeNull()
    expect(journal.value.isFull).toBe(false)
    expect(await journal.value.add(run('d'))).toBeNull()
    expect(await journal.value.end()).toBeNull()
    expect(journal.value.isFull).toBe(true)
    expect((await stat(path)).size).toBe(maxBytes)
    expect(await readJournal(path)).toMatchObject({ ok: true, value: { isDone: false, runs: [{ key: 'a' }, { key: 'b' }, { key: 'c' }] } })
  })

  it('is none where there is no file, and cannot be written where there is no folder', async () => {
    expect(await readJournal(path)).toEqual({ ok: true, value: null })
    expect(await SweepJournal.open(join(folder, 'no', 'where'), HEADER)).toMatchObject({ ok: false, error: { code: 'WRITE_FAILED' } })
  })
})
