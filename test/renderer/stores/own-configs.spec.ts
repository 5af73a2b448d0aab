import { afterEach, describe, expect, it } from 'vitest'
import { parseConfigurations } from '../../../src/renderer/stores/own-configs'
import { findPreset } from '../../../src/shared/presets'
import { openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

const KEY = 'reclaimscope.configurations'
const mm = findPreset('mm')!.config
const start = async (stored: Readonly<Record<string, string>> = {}) => (opened = await openWindow({}, undefined, stored))
const ids = (window: TestWindow) => window.app.configs.own.items.value.map(({ config }) => config.id)

describe('own configurations', () => {
  it('are copies under free ids, chosen for the next replay', async () => {
    const window = await start()
    const { configs } = window.app
    expect([configs.duplicate(mm), configs.duplicate(mm), configs.duplicate(configs.find('mm-2')!.config)]).toEqual(['mm-2', 'mm-3', 'mm-4'])
    expect(configs.chosen.value.map((config) => config.id)).toEqual(['off', 'zram-v1', 'mm', 'mm-2', 'mm-3', 'mm-4'])
  })

  it('take another id only when it is free, and stay chosen under it', async () => {
    const { app } = await start()
    app.configs.duplicate(mm)
    expect(app.configs.change('mm-2', { ...mm, id: 'off' })).toMatchObject({ ok: false })
    expect(app.configs.change('mm-2', { ...mm, id: 'mine' })).toMatchObject({ ok: true })
    expect(app.configs.chosenIds.has('mine')).toBe(true)
    expect(app.configs.chosenIds.has('mm-2')).toBe(false)
  })

  it('undo and redo every change, deletions included', async () => {
    const window = await start()
    const { own, duplicate, change } = window.app.configs
    duplicate(mm)
    change('mm-2', { ...mm, id: 'mm-2', title: 'deeper' })
    own.remove('mm-2')
    expect(ids(window)).toEqual([])
    own.undo()
    expect(own.find('mm-2')?.config.title).toBe('deeper')
    own.undo()
    expect(own.find('mm-2')?.config.title).toBe(mm.title)
    own.redo()
    expect(own.find('mm-2')?.config.title).toBe('deeper')
    change('mm-2', { ...mm, id: 'mm-2', title: 'other' })
    expect(own.canRedo.value).toBe(false)
    for (let i = 0; i < 5; i += 1) own.undo()
    expect(ids(window)).toEqual([])
    expect(own.canUndo.value).toBe(false)
  })

  it('are there again in the next window, in their colours', async () => {
    const window = await start()
    window.app.configs.duplicate(mm)
    window.app.configs.duplicate(mm)
    const styles = ['mm-2', 'mm-3'].map((id) => window.app.configs.styleOf(id))
    expect(styles[0]).not.toEqual(styles[1])
    const saved = window.saved.get(KEY)!
    window.stop()
    const next = await start({ [KEY]: saved })
    expect(ids(next)).toEqual(['mm-2', 'mm-3'])
    next.app.configs.own.remove('mm-2')
    expect(next.app.configs.styleOf('mm-3')).toEqual(styles[1])
  })

  it('that cannot be read are set aside', async () => {
    const { app, saved } = await start({ [KEY]: '{"version":1,"value":[{"config":{"id":"bad id"},"style":0}]}' })
    expect(app.configs.own.items.value).toEqual([])
    expect(saved.has(`${KEY}.set-aside`)).toBe(true)
    expect(app.errors.items[0]?.action).toBe('Read configurations')
  })

  it('are replayed like presets', async () => {
    const { app, calls } = await start()
    await app.captures.openSample()
    app.configs.duplicate(mm)
    await app.replay()
    expect((calls.find((call) => call.method === 'comparison.run')?.params as { configs: { id: string }[] }).configs.map((config) => config.id)).toContain('mm-2')
  })
})

describe('configuration files', () => {
  const own = (name: string, text: string): File => new File([text], name)

  it('hold one or several, with defaults for what is left out', () => {
    expect(parseConfigurations('a.json', '{"id":"a"}')).toMatchObject({ ok: true, value: [{ id: 'a', kcompressd: { threads: 1 } }] })
    expect(parseConfigurations('a.json', '[{"id":"a"},{"id":"b"}]')).toMatchObject({ ok: true, value: [{ id: 'a' }, { id: 'b' }] })
  })

  it('are imported under free ids', async () => {
    const window = await start()
    expect(await window.app.configs.importFile(own('a.json', '[{"id":"mm"},{"id":"new"}]'))).toBe('new')
    expect(ids(window)).toEqual(['mm-2', 'new'])
  })

  it.each([
    ['nonsense', 'is no JSON'], ['{"id":"a","kcompressd":{"threads":"4"}}', 'Field kcompressd.threads'], ['[{"id":"a"},{"id":"b c"}]', 'Field id'], ['[]', 'no configuration'], ['7', 'not valid']
  ])('that hold %s are refused with the reason', async (text, message) => {
    const { app } = await start()
    expect(await app.configs.importFile(own('a.json', text))).toBeNull()
    expect(app.errors.items[0]).toMatchObject({ action: 'Import configuration', error: { code: 'CONFIG_INVALID', file: 'a.json' } })
    expect(app.errors.items[0]?.error.message).toContain(message)
    expect(app.configs.own.items.value).toEqual([])
  })
})

