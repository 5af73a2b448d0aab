import { PRESET_GROUPS, PRESETS, type Preset } from '../../shared/presets'
import type { Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { parseArguments, usageError } from './parse-arguments'
import { refuse } from './refuse'

/** `presets`: the configurations that can be named. */
export const PRESETS_COMMAND: Command = {
  name: 'presets',
  summary: 'configurations that --config can name',
  usage: 'presets [--json]',
  help: '  --json   print the whole configurations as JSON, ready to be edited',
  run(argv, { io }) {
    const parsed = parseArguments(argv, { json: { type: 'boolean' } })
    if (!parsed.ok) return Promise.resolve(refuse(parsed.error, io))
    if (parsed.value.positionals.length > 0) return Promise.resolve(refuse(usageError('presets takes no arguments.'), io))
    const width = Math.max(...PRESETS.map(({ config }) => config.id.length))
    const indent = ' '.repeat(width)
    const entry = ({ config, description, question, source }: Preset): string =>
      `${config.id.padEnd(width)}  ${config.title}\n${question === undefined ? '' : `${indent}  ${question}\n`}${indent}  ${description}\n${indent}  Source: ${source}\n`
    const text = PRESET_GROUPS.map(({ group, title }) => `${title}\n\n${PRESETS.filter((preset) => preset.group === group).map(entry).join('\n')}`).join('\n')
    io.stdout.write(parsed.value.values.json === true ? `${JSON.stringify(PRESETS.map(({ config }) => config), null, 2)}\n` : text)
    return Promise.resolve(EXIT_DONE)
  }
}
