/** The grid that the options of `sweep` ask for: a file, or fields named one by one, with what other options change. */
import * as v from 'valibot'
import { findConfigField, CONFIG_FIELDS } from '../../shared/config-fields'
import { excerpt, type AppError } from '../../shared/errors'
import { readFieldValues } from '../../shared/field-text'
import { fail, ok, type Result } from '../../shared/result'
import { gridSchema, MAX_BUDGET, type Grid } from '../../shared/sweep'
import { parseJsonText, readSmallFile } from './json-file'
import { loadConfigurations } from './load-configurations'
import { parseWhole, usageError } from './parse-arguments'

const GRID = { what: 'grid', schema: 'grid' } as const

export interface GridOptions {
  readonly grid?: string | undefined
  readonly vary?: readonly string[] | undefined
  readonly base?: string | undefined
  readonly minimise?: string | undefined
  readonly constraint?: readonly string[] | undefined
  readonly guided?: boolean | undefined
  readonly budget?: string | undefined
}

/** Puts the grid together; `USAGE` and `CONFIG_INVALID` say which option or place of the file is wrong. */
export async function readGrid(options: GridOptions): Promise<Result<Grid, AppError>> {
  const file = options.grid
  if (file === undefined && options.vary === undefined) return fail(usageError('Nothing is named to sweep over.', 'Name a JSON file with --grid, or fields with --vary kcompressd.threads=1,2,4.'))
  const given = file === undefined ? ok({}) : await loadJson(file)
  if (!given.ok) return given
  const changed = await withOptions(given.value, options)
  if (!changed.ok) return changed
  const parsed = v.safeParse(gridSchema, changed.value)
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  return fail({ code: 'CONFIG_INVALID', ...(file === undefined ? {} : { file }), message: `The grid is not valid at ${v.getDotPath(issue) ?? 'the whole file'}: ${issue.message}.`, advice: "See 'reclaimscope schema grid'." })
}

async function loadJson(file: string): Promise<Result<Record<string, unknown>, AppError>> {
  const text = await readSmallFile(file, GRID)
  if (!text.ok) return text
  if (text.value === null) return fail({ code: 'INPUT_NOT_FOUND', file, message: 'There is no such file.', expected: 'a grid as JSON' })
  return parseJsonText(file, text.value, v.record(v.string(), v.unknown()), GRID)
}

async function withOptions(grid: Record<string, unknown>, options: GridOptions): Promise<Result<Record<string, unknown>, AppError>> {
  const fields = readVaried(options.vary ?? [])
  if (!fields.ok) return fields
  const budget = options.budget === undefined ? ok(undefined) : parseWhole(options.budget, '--budget', 0, 4, MAX_BUDGET)
  if (!budget.ok) return budget
  const base = options.base === undefined ? ok([]) : await loadConfigurations([options.base])
  if (!base.ok) return base
  const given = (condition: unknown, part: Record<string, unknown>): Record<string, unknown> => (condition === undefined ? {} : part)
  return ok({
    ...grid, ...given(options.vary, { fields: { ...(grid.fields as object | undefined), ...fields.value } }), ...given(options.base, { base: base.value[0] }),
    ...given(options.minimise, { minimise: options.minimise?.split(',').map((name) => name.trim()) }), ...given(options.constraint, { constraints: options.constraint }),
    ...given(options.guided, { search: 'guided' }), ...given(options.budget, { budget: budget.value })
  })
}

/** `kcompressd.threads=1,2,4` or, where it is clear, `threads=1,2,4`. */
function readVaried(all: readonly string[]): Result<Record<string, readonly unknown[]>, AppError> {
  const fields: Record<string, readonly unknown[]> = {}
  for (const text of all) {
    const [, name = '', values = ''] = /^([^=]*)=(.*)$/.exec(text) ?? []
    const field = findConfigField(name.trim()) ?? CONFIG_FIELDS.find(({ path }) => path.endsWith(`.${name.trim()}`))
    if (field === undefined) return fail({ code: 'USAGE', message: '--vary needs a field and its values.', found: excerpt(text), expected: 'such as kcompressd.threads=1,2,4', advice: `Fields: ${CONFIG_FIELDS.map(({ path }) => path).join(', ')}.` })
    const read = readFieldValues(field, values)
    if (!read.ok) return fail({ code: 'USAGE', message: `--vary ${field.path}: ${read.error}`, found: excerpt(values) })
    fields[field.path] = read.value
  }
  return ok(fields)
}
