import { describe, expect, it } from 'vitest'
import { writebackFigures } from '../../../src/renderer/content/writeback-figures'
import { findPreset } from '../../../src/shared/presets'
import { fakeComparison } from '../support/fake-data'

const comparison = fakeComparison(['off', 'writeback-raw', 'recompress-zstd'].map((id) => findPreset(id)!.config), 1)
const writeback = {
  bdCount: 90, bdReads: 20, bdWrites: 1234, discarded: 0, failedWrites: 0, neverRead: 70, readBackPct: 22, writeCpuS: 1.25, writeDecompressCpuS: 0.5, readCpuS: 0.1, readDecompressCpuS: 0,
  writeEnergyJ: null, readEnergyJ: null, readP50Us: 150, readP95Us: 170, deviceBusyS: 1
}
const runs = comparison.runs.map((run, index) => ({
  ...run, metrics: { ...run.metrics, ...(index === 0 ? {} : { writeback }), ...(index === 2 ? { recompression: { tried: 1000, smaller: 900, savedBytes: 3 * 2 ** 20, cpuS: 0.02, energyJ: null } } : {}) }
}))

describe('writeback in figures', () => {
  it('has a column for each run with a backing device and no row that nobody knows', () => {
    const figures = writebackFigures({ ...comparison, runs })
    expect(figures.configIds).toEqual(['writeback-raw', 'recompress-zstd'])
    const of = (name: string) => figures.rows.find(({ definition }) => definition.name === name)?.values
    expect(of('writeback.bdWrites')).toEqual(['1\u2009234', '1\u2009234'])
    expect(of('recompression.smaller')).toEqual(['–', '900'])
    expect(of('recompression.savedBytes')).toEqual(['–', '3 MiB'.replace(' ', '\u2009')])
    expect(of('writeback.writeEnergyJ')).toBeUndefined()
  })

  it('is empty without one', () => {
    expect(writebackFigures({ ...comparison, runs: runs.slice(0, 1) })).toEqual({ configIds: [], rows: [] })
  })
})
