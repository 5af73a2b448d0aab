/** The configuration that was active while recording. */
import { configurationSchema, type Configuration } from '../shared/config'
import type { Device } from '../shared/device'
import { findPreset, PRESETS } from '../shared/presets'
import { safeParse } from 'valibot'

const OFF = (PRESETS[0] as (typeof PRESETS)[number]).config

/** From `device.json`'s `running`; default off. `warning` says why a stated one could not be used. */
export function runningConfiguration(device: Device | null): { readonly config: Configuration; readonly warning: string | null } {
  const running = device?.running
  if (running?.config !== undefined) {
    const parsed = safeParse(configurationSchema, running.config)
    if (parsed.success) return { config: parsed.output, warning: null }
    return { config: OFF, warning: 'device.json names a running configuration that is not valid: taken as off.' }
  }
  if (running?.preset === undefined) return { config: OFF, warning: null }
  const preset = findPreset(running.preset)
  if (preset !== undefined) return { config: preset.config, warning: null }
  return { config: OFF, warning: `device.json names an unknown running preset '${running.preset}': taken as off.` }
}
