import { describe, expect, it } from 'vitest'
import { CONFIG_STYLES } from '../../../src/renderer/charts/palette'
import { compareColumns, type SecondCapture } from '../../../src/renderer/components/compare-columns'
import { columnData, queriesOf } from '../../../src/renderer/composables/use-column-data'
import type { CompareMode } from '../../../src/renderer/stores/view'
import type { ComparisonStatus } from '../../../src/shared/contract'
import { PRESETS } from '../../../src/shared/presets'
import { fakeComparison, fakeSeries } from '../support/fake-data'

const configs = ['zram-v1', 'off', 'mm'].map((id) => PRESETS.find((preset) => preset.config.id === id)!.config)
const SPAN = { startNs: 0, endNs: 1e9 }

function columns(mode: CompareMode, done: readonly string[] = ['off', 'zram-v1'], second: SecondCapture | null = null) {
  const ready = configs.filter((config) => done.includes(config.id))
  const status: ComparisonStatus = { comparisonId: 'r1', captureId: 'c1', phase: 'replaying', membersDone: 2, membersTotal: 3, comparison: ready.length === 0 ? null : fakeComparison(ready) }
  return compareColumns({ captureId: 'c1', name: 'before', second, mode, status, configs, styleOf: () => CONFIG_STYLES[0]! })
}

describe('columns side by side', () => {
  it('are the recording, the baseline, and the others in the order of the request', () => {
    expect(columns('side').map((column) => [column.title, column.note])).toEqual([['observed', ''], ['off', 'replayed, baseline'], ['zram-v1', 'replayed'], ['mm', 'replayed']])
  })

  it('wait for their run', () => {
    expect(columns('side').at(-1)?.layers[0]?.source).toBeNull()
    expect(columns('side', []).map((column) => column.title)).toEqual(['observed', 'zram-v1', 'off', 'mm'])
  })
})

it('ask again for the series of a run when more of its members are done, so that its band grows', () => {
  expect(queriesOf(columns('side'), SPAN, 64).map(({ key, runCount }) => [key, runCount])).toEqual([['observed', undefined], ['run-off', 1], ['run-zram-v1', 1]])
})

it('laid over each other are one column with the recording first', () => {
  const [only, ...others] = columns('overlay')
  expect(others).toEqual([])
  expect(only?.layers.map((layer) => layer.name)).toEqual(['observed', 'off', 'zram-v1', 'mm'])
})

describe('differences', () => {
  it('take the replayed baseline off every other run', () => {
    expect(columns('delta').map((column) => [column.title, column.minus?.name])).toEqual([['zram-v1', 'off'], ['mm', 'off']])
  })

  it('are asked for as a whole, with the band of the pairs, and shown once they are there', () => {
    const [zram] = columns('delta')
    const queries = queriesOf(columns('delta'), SPAN, 64)
    expect(queries.map(({ source }) => source)).toEqual([expect.objectContaining({ kind: 'replayed', configId: 'zram-v1', minus: 'off' })])
    expect(columnData(zram!, { sets: new Map(), errors: new Map() })).toMatchObject({ layers: [], error: null })
    const difference = fakeSeries(0, 1e9, 8, 2)
    expect(columnData(zram!, { sets: new Map([[queries[0]!.key, difference]]), errors: new Map() }).layers[0]?.set).toBe(difference)
    expect(columnData(zram!, { sets: new Map(), errors: new Map([[queries[0]!.key, 'gone']]) }).error).toBe('gone')
  })
})

describe('with a second recording', () => {
  const second: SecondCapture = { captureId: 'c2', name: 'after', offsetNs: 5e8, configId: 'zram-v1' }

  it('both recordings stand first, each in a style of its own, and neither is called replayed', () => {
    const shown = columns('side', undefined, second)
    expect(shown.slice(0, 3).map((column) => [column.title, column.note])).toEqual([['before', 'observed'], ['after', 'observed, second'], ['off', 'replayed, baseline']])
    expect(shown.slice(0, 2).map((column) => column.layers[0]?.style)).toEqual([{ kind: 'observed' }, { kind: 'observed', isSecond: true }])
  })

  it('its prediction is laid over it alone, and only once the run is asked for', () => {
    expect(columns('prediction', undefined, second).at(-1)?.layers.map((layer) => layer.name)).toEqual(['observed', 'predicted'])
    expect(columns('prediction', undefined, { ...second, configId: 'oppo' }).map((column) => column.title)).toEqual(['before', 'after'])
  })

  it('differences begin with the second minus the first', () => {
    expect(columns('delta', undefined, second).map((column) => [column.title, column.minus?.name])).toEqual([['after', 'before'], ['zram-v1', 'off'], ['mm', 'off']])
  })

  it('is asked for on its own clock and shown on the first one\'s', () => {
    const [before, after] = columns('side', undefined, second)
    const queries = queriesOf([before!, after!], SPAN, 8)
    expect(queries.map((query) => query.span.startNs)).toEqual([0, 5e8])
    const sets = new Map([['observed', fakeSeries(0, 1e9, 8)], ['second', fakeSeries(5e8, 15e8, 8)]])
    expect(columnData(after!, { sets, errors: new Map() }).layers[0]?.set.startNs).toBe(0)
    const [difference] = columns('delta', undefined, second)
    expect(columnData(difference!, { sets, errors: new Map() }).layers).toHaveLength(1)
  })
})
