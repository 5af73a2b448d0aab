import { afterEach, describe, expect, it } from 'vitest'
import { createPairStore } from '../../../src/renderer/stores/pairs'
import { findPreset } from '../../../src/shared/presets'
import { fakeCapture } from '../support/fake-data'
import { openWindow, type TestWindow } from '../support/model'

const first = fakeCapture('c1')
const second = fakeCapture('c2', { startNs: 1e9, running: findPreset('mm')!.config })

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

describe('a second capture', () => {
  it('is aligned at once, can be aligned otherwise, shifted and taken away', () => {
    const pairs = createPairStore()
    pairs.choose(first, second)
    expect(pairs.of('c1')).toMatchObject({ alignment: 'pressure', offsetNs: 0, configId: 'mm' })
    pairs.align(first, 'start')
    expect(pairs.of('c1')).toMatchObject({ alignment: 'start', offsetNs: 1e9 })
    pairs.shift(first, 2e8)
    expect(pairs.of('c1')).toMatchObject({ alignment: 'hand', offsetNs: 8e8 })
    pairs.setOffset(first, 5.4)
    expect(pairs.of('c1')?.offsetNs).toBe(5)
    pairs.choose(first, null)
    expect(pairs.of('c1')).toBeNull()
  })

  it('cannot be the first itself, and goes when it is closed', () => {
    const pairs = createPairStore()
    pairs.choose(first, first)
    expect(pairs.of('c1')).toBeNull()
    pairs.choose(first, second)
    pairs.forget('c2')
    expect(pairs.of('c1')).toBeNull()
  })
})

describe('opening files for it', () => {
  it('leaves the first in view, beside what was opened', async () => {
    opened = await openWindow()
    const { app } = opened
    await app.captures.openSample()
    app.pairs.awaitNext(app.captures.active.value)
    await app.captures.openSample()
    expect(app.captures.activeId.value).toBe('c1')
    expect(app.view.page.value).toBe('compare')
    expect(app.pairs.of('c1')?.second.captureId).toBe('c2')
    await app.captures.openSample()
    expect(app.captures.activeId.value).toBe('c3')
    await app.closeCapture('c2')
    expect(app.pairs.of('c1')).toBeNull()
  })
})

describe('its prediction', () => {
  it('is a replay of the first under what the second recorded, besides what is chosen', async () => {
    opened = await openWindow()
    const { app, calls } = opened
    await app.captures.openSample()
    app.pairs.choose(app.captures.active.value!, { ...second, running: findPreset('oppo')!.config })
    await app.predictSecond()
    const request = calls.find((call) => call.method === 'comparison.run')?.params as { configs: { id: string }[] }
    expect(request.configs.map(({ id }) => id)).toEqual(['off', 'zram-v1', 'mm', 'oppo'])
  })

  it('and its figures are asked for once', async () => {
    opened = await openWindow()
    const { app, calls } = opened
    const request = { first: { captureId: 'c1', window: null }, second: { captureId: 'c2', window: null }, prediction: { comparisonId: 'r1', configId: 'mm' } }
    const [figures] = await Promise.all([app.pairFigures.load(request), app.pairFigures.load(request)])
    expect(figures.validation?.metrics['kswapd.cpuS']?.actual).toBeCloseTo(6.31 * 0.5)
    expect(calls.filter(({ method }) => method === 'comparison.validate')).toHaveLength(1)
  })
})
