/** What is typed or chosen in the editor as the value of a field, or why it cannot be one. */
import { configurationSchema, type Configuration } from '../../shared/config'
import { withConfigField, type ConfigField } from '../../shared/config-fields'
import { formatCount } from '../../shared/format'
import { fail, ok, type Result } from '../../shared/result'
import { safeParse } from 'valibot'

/** How a field that may be null says so. */
export const AS_RECORDED = 'as recorded'
const MAX_CPU = 1023

/** Text of a value in the editor and in lists of differences. */
export function fieldText(field: ConfigField, value: unknown): string {
  const { input } = field
  if (value === null) return AS_RECORDED
  if (input.kind === 'switch') return value === true ? 'yes' : 'no'
  if (input.kind === 'cpus') return Array.isArray(value) ? cpuListText(value as number[]) : 'all'
  if (input.kind === 'set' && Array.isArray(value)) return input.options.filter((option) => value.includes(option.value)).map((option) => option.title).join(', ') || 'nobody'
  if (input.kind === 'choice') return input.options.find((option) => option.value === value)?.title ?? String(value)
  return String(value)
}

/** Reads a text field: numbers, CPU lists; empty means "as recorded" where that is allowed. */
export function readFieldText(field: ConfigField, text: string): Result<unknown, string> {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === AS_RECORDED) return field.isNullable ? ok(null) : fail('A value is needed.')
  if (field.input.kind === 'cpus') return readCpuList(trimmed)
  if (field.input.kind === 'integer' || field.input.kind === 'number') return readNumber(field.input, trimmed.replace(/[\s\u2009\u202f]/g, ''))
  return ok(trimmed)
}

function readNumber({ kind, min, max }: { readonly kind: 'integer' | 'number'; readonly min: number; readonly max: number }, text: string): Result<number, string> {
  const value = /^[+-]?\d+(\.\d+)?$/.test(text.replace('−', '-')) ? Number(text.replace('−', '-')) : Number.NaN
  const isRight = kind === 'integer' ? Number.isInteger(value) : Number.isFinite(value)
  if (isRight && value >= min && value <= max) return ok(value)
  return fail(`${kind === 'integer' ? 'A whole number' : 'A number'} from ${formatCount(min)} to ${formatCount(max)}.`)
}

/** `all`, or numbers and ranges: `0-3, 6`. */
function readCpuList(text: string): Result<'all' | number[], string> {
  if (text.toLowerCase() === 'all') return ok('all')
  const cpus = new Set<number>()
  for (const part of text.split(',').map((each) => each.trim()).filter((each) => each !== '')) {
    const [, first, last = first] = /^(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?$/.exec(part) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (first === undefined || to < from || to > MAX_CPU) return fail('all, or CPUs such as 0-3, 6.')
    for (let cpu = from; cpu <= to; cpu += 1) cpus.add(cpu)
  }
  return cpus.size === 0 ? fail('all, or CPUs such as 0-3, 6.') : ok([...cpus].sort((a, b) => a - b))
}

function cpuListText(cpus: readonly number[]): string {
  const runs: [number, number][] = []
  for (const cpu of [...cpus].sort((a, b) => a - b)) {
    const open = runs.at(-1)
    if (open !== undefined && cpu <= open[1] + 1) open[1] = cpu
    else runs.push([cpu, cpu])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ')
}

/** The configuration with a field changed, checked as a whole. */
export function changeField(config: Configuration, path: string, value: unknown): Result<Configuration, string> {
  const parsed = safeParse(configurationSchema, withConfigField(config, path, value))
  return parsed.success ? ok(parsed.output) : fail(parsed.issues[0].message)
}
