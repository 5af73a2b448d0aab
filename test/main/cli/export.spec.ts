import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cli } from '../../support/cli-harness'

let folder = ''
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'export-')) })
afterEach(() => rm(folder, { recursive: true, force: true }))

const exported = (...options: string[]) => cli(['export', 'resources/sample', '--csv', folder, ...options])

describe('export', () => {
  it('writes whole tables and leaves no other file', async () => {
    expect((await exported()).code).toBe(0)
    const names = (await readdir(folder)).sort()
    expect(names).toEqual(['counters.csv', 'device.json', 'events.csv', 'sched.csv'])
    for (const name of names) expect((await readFile(join(folder, name), 'utf8')).endsWith('\n'), name).toBe(true)
  })

  it.each(['sched.csv', 'events.csv', 'counters.csv', 'device.json'])('leaves a folder that holds %s as it is', async (name) => {
    await writeFile(join(folder, name), 'mine')
    const { code, err } = await exported()
    expect(code).not.toBe(0)
    expect(err).toContain(name)
    expect(err).toContain('--overwrite')
    expect(await readdir(folder)).toEqual([name])
    expect(await readFile(join(folder, name), 'utf8')).toBe('mine')
  })

  it('replaces the tables when told to, and deletes those of the earlier capture that this one does not fill', async () => {
    const trace = join(folder, 'in.csv')
    await writeFile(trace, 'ts,name,cpu,value\n1000,pgscan_kswapd,,1\n2000,pgscan_kswapd,,2\n')
    const out = join(folder, 'out')
    expect((await cli(['export', 'resources/sample', '--csv', out])).code).toBe(0)
    await writeFile(join(out, 'notes.txt'), 'mine')
    expect((await cli(['export', trace, '--csv', out, '--overwrite'])).code).toBe(0)
    expect((await readdir(out)).sort()).toEqual(['counters.csv', 'notes.txt'])
    expect((await readFile(join(out, 'counters.csv'), 'utf8')).split('\n')).toHaveLength(4)
  })
})
