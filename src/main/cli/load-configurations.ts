/** Configurations named on the command line: a preset, or a JSON file. */
import { configurationSchema, type Configuration } from '../../shared/config'
import { excerpt, type AppError } from '../../shared/errors'
import { findPreset, PRESETS } from '../../shared/presets'
import { fail, ok, type Result } from '../../shared/result'
import { parseJsonText, readSmallFile } from './json-file'

const CONFIGURATION = { what: 'configuration', schema: 'config' } as const

/**
 * Loads what `--config` names, in order. A name that is no preset is a file.
 *
 * @returns `CONFIG_UNKNOWN` for a name that is neither, `CONFIG_INVALID` with the place in the file, `USAGE` for an id that comes twice
 */
export async function loadConfigurations(names: readonly string[]): Promise<Result<readonly Configuration[], AppError>> {
  const configs: Configuration[] = []
  for (const name of names) {
    const config = await loadConfiguration(name)
    if (!config.ok) return config
    if (configs.some(({ id }) => id === config.value.id)) return fail({ code: 'USAGE', message: `Two configurations have the id '${config.value.id}'.`, advice: 'Give each its own id.' })
    configs.push(config.value)
  }
  return ok(configs)
}

async function loadConfiguration(name: string): Promise<Result<Configuration, AppError>> {
  const preset = findPreset(name)
  if (preset !== undefined) return ok(preset.config)
  const text = await readSmallFile(name, CONFIGURATION)
  if (!text.ok) return text
  if (text.value !== null) return parseJsonText(name, text.value, configurationSchema, CONFIGURATION)
  return fail({
    code: 'CONFIG_UNKNOWN', message: 'There is no preset and no file of that name.', found: excerpt(name), expected: PRESETS.map(({ config }) => config.id).join(', '),
    advice: "See 'reclaimscope presets'."
  })
}
