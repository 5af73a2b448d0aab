import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProfileService } from '../../../src/main/services/profile-service'

let folder: string
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'profile-')) })
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('what the window remembers', () => {
  it('is there for the next process, value by value', async () => {
    const profile = new ProfileService(join(folder, 'data'))
    await Promise.all([profile.save('reclaimscope.settings', '{"a":1}'), profile.save('reclaimscope.notes', 'x')])
    await new ProfileService(join(folder, 'data')).save('reclaimscope.notes', 'y')
    expect(await new ProfileService(join(folder, 'data')).load()).toEqual({ 'reclaimscope.settings': '{"a":1}', 'reclaimscope.notes': 'y' })
  })

  it('that is damaged is set aside', async () => {
    await writeFile(join(folder, 'profile.json'), '{"reclaimscope.settings":7}')
    const profile = new ProfileService(folder)
    expect(await profile.load()).toEqual({})
    await profile.save('reclaimscope.theme', 'dark')
    expect([await profile.load(), (await readdir(folder)).sort()]).toEqual([{ 'reclaimscope.theme': 'dark' }, ['profile.json', 'profile.json.set-aside']])
  })

  it('is bounded, and told when it cannot be written', async () => {
    const profile = new ProfileService(null)
    for (let index = 0; index < 64; index += 1) expect(await profile.save(`reclaimscope.${index}`, '')).toEqual({ ok: true, value: {} })
    expect(await profile.save('reclaimscope.more', '')).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
    await writeFile(join(folder, 'file'), '')
    expect(await new ProfileService(join(folder, 'file')).save('reclaimscope.theme', 'dark')).toMatchObject({ ok: false, error: { code: 'WRITE_FAILED' } })
  })
})
