import { describe, expect, it } from 'vitest'
import { findPreset } from '../../src/shared/presets'
import { runningConfiguration } from '../../src/engine/running-configuration'

describe('the configuration that ran while recording', () => {
  it.each([[null], [{}], [{ running: {} }]])('is off unless device.json says otherwise: %j', (device) => {
    expect(runningConfiguration(device)).toEqual({ config: findPreset('off')!.config, warning: null })
  })

  it('is the preset that is named, or the configuration that is given', () => {
    expect(runningConfiguration({ running: { preset: 'oppo' } })).toEqual({ config: findPreset('oppo')!.config, warning: null })
    const own = runningConfiguration({ running: { config: { id: 'own', kcompressd: { variant: 'mm', fifoEntries: 99 } } } })
    expect(own.config).toMatchObject({ id: 'own', kcompressd: { variant: 'mm', threads: 1, fifoEntries: 99 } })
  })

  it.each([[{ preset: 'nonsense' }, /unknown running preset 'nonsense'/], [{ config: { id: '' } }, /not valid/]])('is taken as off, with a warning, when it cannot be understood: %j', (running, warning) => {
    const result = runningConfiguration({ running })
    expect(result.config.id).toBe('off')
    expect(result.warning).toMatch(warning)
  })
})
