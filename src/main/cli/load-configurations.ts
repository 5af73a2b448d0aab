/** Configurations named on the command line: a preset, or a JSON file. */
import { readFile, stat } from 'node:fs/promises'
import * as v from 'valibot'
import { configurationSchema, type Configuration } from '../../shared/config'
import { excerpt, type AppError } from '../../shared/errors'
import { findPreset, PRESETS } from '../../shared/presets'
import { fail, ok, type Result } from '../../shared/result'

/** A configuration is a few hundred bytes; anything larger is another file. */
const MAX_BYTES = 1_000_000

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
  const text = await readConfigFile(name)
  return text.ok ? parseConfiguration(name, text.value) : text
}

async function readConfigFile(name: string): Promise<Result<string, AppError>> {
  try {
    const { size } = await stat(name)
    if (size > MAX_BYTES) return fail({ code: 'CONFIG_INVALID', file: name, message: 'The file is too large for a configuration.', expected: `at most ${MAX_BYTES} bytes` })
    return ok(await readFile(name, 'utf8'))
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    if (!isMissing) return fail({ code: 'INPUT_UNREADABLE', file: name, message: `The configuration cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.` })
    return fail({
      code: 'CONFIG_UNKNOWN', message: 'There is no preset and no file of that name.', found: excerpt(name), expected: PRESETS.map(({ config }) => config.id).join(', '),
      advice: "See 'reclaimscope presets'."
    })
  }
}

function parseConfiguration(file: string, text: string): Result<Configuration, AppError> {
  let data: unknown
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    return fail({ code: 'CONFIG_INVALID', file, ...placeIn(text, message), message: 'The configuration is not JSON.', found: excerpt(message), expected: 'one JSON object' })
  }
  const parsed = v.safeParse(configurationSchema, data)
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  const path = v.getDotPath(issue) ?? 'the whole file'
  return fail({
    code: 'CONFIG_INVALID', file, message: `The configuration is not valid at ${path}: ${issue.message}.`, found: excerpt(issue.received),
    ...(issue.expected === null ? {} : { expected: excerpt(issue.expected) }), advice: "See 'reclaimscope schema config'."
  })
}

/** The parser names a position where it knows one; an unexpected end is at the end. */
function placeIn(text: string, message: string): { line: number; column: number } {
  const position = /position (\d+)/.exec(message)?.[1]
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
