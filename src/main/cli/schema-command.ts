import { toJsonSchema } from '@valibot/to-json-schema'
import { columnMappingSchema } from '../../shared/column-mapping'
import { comparisonSchema } from '../../shared/comparison'
import { configurationSchema } from '../../shared/config'
import { deviceSchema } from '../../shared/device'
import { excerpt } from '../../shared/errors'
import { metricsSchema } from '../../shared/metrics'
import { gridSchema, sweepSchema } from '../../shared/sweep'
import { validationSchema } from '../../shared/validation'
import type { Command } from './cli-io'
import { EXIT_DONE } from './exit-codes'
import { parseArguments } from './parse-arguments'
import { refuse } from './refuse'

/** Input schemas describe what may be written, output schemas what is printed: they differ in defaults. */
const SCHEMAS = {
  columns: () => toJsonSchema(columnMappingSchema, { typeMode: 'input', errorMode: 'ignore' }),
  comparison: () => toJsonSchema(comparisonSchema, { typeMode: 'output', errorMode: 'ignore' }),
  config: () => toJsonSchema(configurationSchema, { typeMode: 'input', errorMode: 'ignore' }),
  device: () => toJsonSchema(deviceSchema, { typeMode: 'input', errorMode: 'ignore' }),
  validation: () => toJsonSchema(validationSchema, { typeMode: 'output', errorMode: 'ignore' }),
  grid: () => toJsonSchema(gridSchema, { typeMode: 'input', errorMode: 'ignore' }),
  sweep: () => toJsonSchema(sweepSchema, { typeMode: 'output', errorMode: 'ignore' }),
  metrics: () => toJsonSchema(metricsSchema, { typeMode: 'output', errorMode: 'ignore' })
} as const

const NAMES = Object.keys(SCHEMAS)

/** `schema NAME`: JSON Schema of a file format. */
export const SCHEMA: Command = {
  name: 'schema',
  summary: `JSON Schema of a file format: ${NAMES.join(', ')}`,
  usage: 'schema NAME',
  help: `NAME is one of ${NAMES.join(', ')}.`,
  run(argv, { io }) {
    const parsed = parseArguments(argv, {})
    if (!parsed.ok) return Promise.resolve(refuse(parsed.error, io))
    const [name = '', ...rest] = parsed.value.positionals
    if (!isSchemaName(name) || rest.length > 0) {
      return Promise.resolve(refuse({ code: 'USAGE', message: 'schema needs one name.', found: excerpt(parsed.value.positionals.join(' ')) || 'none', expected: NAMES.join(', ') }, io))
    }
    io.stdout.write(`${JSON.stringify(SCHEMAS[name](), null, 2)}\n`)
    return Promise.resolve(EXIT_DONE)
  }
}

function isSchemaName(name: string): name is keyof typeof SCHEMAS {
  return Object.hasOwn(SCHEMAS, name)
}
