import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeAtomic } from '../../../src/main/report/write-atomic'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-atomic-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('writeAtomic', () => {
  it('replaces a file and leaves nothing else behind', async () => {
    const path = join(folder, 'report.html')
    await writeAtomic(path, 'old')
    expect(await writeAtomic(path, 'new ü')).toEqual({ ok: true, value: path })
    expect(await readFile(path, 'utf8')).toBe('new ü')
    expect(await readdir(folder)).toEqual(['report.html'])
  })

  it('refuses a folder that does not exist, with the reason', async () => {
    const result = await writeAtomic(join(folder, 'none', 'x.json'), 'x')
    expect(result).toMatchObject({ ok: false, error: { code: 'WRITE_FAILED', message: expect.stringContaining('does not exist') } })
  })

  it('cleans up when the target cannot be replaced', async () => {
    await mkdir(join(folder, 'taken', 'full'), { recursive: true })
    expect((await writeAtomic(join(folder, 'taken'), 'x')).ok).toBe(false)
    expect(await readdir(folder)).toEqual(['taken'])
  })
})
