import { afterEach, describe, expect, it } from 'vitest'
import type { RecentFile } from '../../../src/shared/contract'
import { fail, ok } from '../../../src/shared/result'
import type { Handlers } from '../../../src/shared/rpc/app-server'
import { openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

const recent = (recentId: string, change: Partial<RecentFile> = {}): RecentFile => ({ recentId, kind: 'capture', name: `${recentId}.txt`, folder: 'w', parts: 1, bytes: 9, lengthS: 24, cpuCount: 2, state: 'ready', missing: [], ...change })

/** A window whose host remembers these. */
async function start(entries: readonly RecentFile[], own: Handlers = {}): Promise<TestWindow> {
  let kept = entries
  opened = await openWindow({
    'recent.list': async () => ok(kept),
    'recent.find': async ({ recentId }) => ok({ files: [{ fileId: `file-of-${recentId}`, name: 'trace.txt' }] }),
    'recent.remove': async ({ recentId }) => {
      kept = kept.filter((entry) => entry.recentId !== recentId)
      return ok({})
    },
    'recent.clear': async () => {
      kept = []
      return ok({})
    },
    ...own
  })
  await opened.app.recents.load()
  return opened
}

describe('recent files', () => {
  it('are opened by the ids that the host gives for an entry', async () => {
    const { app, calls } = await start([recent('a')])
    await app.openOffered(await app.recents.find(app.recents.items.value[0]!))
    expect(calls.filter(({ method }) => /^(recent\.find|capture\.open)$/.test(method)).map(({ params }) => params)).toEqual([{ recentId: 'a' }, { fileIds: ['file-of-a'] }])
  })

  it('that went missing meanwhile are told of, and looked up again', async () => {
    const { app, calls } = await start([recent('a')], { 'recent.find': async () => fail({ code: 'INPUT_NOT_FOUND', file: 'a.txt', message: 'gone' }) })
    expect(await app.recents.find(app.recents.items.value[0]!)).toEqual([])
    expect(app.errors.items).toMatchObject([{ action: 'Open a.txt', error: { code: 'INPUT_NOT_FOUND' } }])
    expect(calls.filter(({ method }) => method === 'recent.list')).toHaveLength(2)
  })

  it('leave the list one by one, and all', async () => {
    const { app } = await start([recent('a'), recent('b'), recent('c')])
    await app.recents.remove(app.recents.items.value[1]!)
    expect(app.recents.items.value.map(({ recentId }) => recentId)).toEqual(['a', 'c'])
    await app.recents.clear()
    expect(app.recents.items.value).toEqual([])
  })

  it('of a host that has no list are none, without a word', async () => {
    const { app } = await start([], { 'recent.list': async () => fail({ code: 'INTERNAL', message: 'no' }) })
    expect([app.recents.items.value, app.errors.items]).toEqual([[], []])
  })
})
