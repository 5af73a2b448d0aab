/** The form of a sweep as text, and what it comes to: a grid, or what is wrong where. */
import type { Configuration } from '../../shared/config'
import { CONFIG_FIELDS, findConfigField, type ConfigField } from '../../shared/config-fields'
import { describeConstraint, parseConstraint } from '../../shared/constraint'
import { fieldValueText, readFieldValues } from '../../shared/field-text'
import { formatCount, formatDuration } from '../../shared/format'
import { DEFAULT_BUDGET, MAX_BUDGET, MAX_POINTS, type Grid } from '../../shared/sweep'
import { unbroken } from './axis-text'
import { t } from '../text/text'

export interface DraftField {
  readonly path: string
  readonly text: string
}

export interface SweepDraft {
  readonly baseId: string
  readonly fields: readonly DraftField[]
  readonly search: Grid['search']
  readonly budget: number
  readonly seeds: number
  /** Flat names, most important first. */
  readonly minimise: readonly string[]
  readonly constraints: readonly string[]
}

export const MAX_DRAFT_FIELDS = 6
export const MAX_DRAFT_CONSTRAINTS = 8

export const FIRST_DRAFT: SweepDraft = {
  baseId: 'mm', fields: [{ path: 'kcompressd.threads', text: '1, 2, 4' }, { path: 'kcompressd.fifoEntries', text: '24, 256, 1024, 4096' }],
  search: 'grid', budget: DEFAULT_BUDGET, seeds: 3, minimise: ['directReclaim.totalMs', 'reclaimCpuS'], constraints: []
}

const SUGGESTED: Readonly<Record<string, string>> = {
  'kcompressd.variant': 'zram, mm', 'kcompressd.threads': '1, 2, 4', 'kcompressd.fifoEntries': '24, 256, 1024, 4096', 'kcompressd.nice': '-5, 0, 5', 'kcompressd.wakeDelayUs': '0, 1000',
  'kcompressd.callers': 'kswapd, kswapd+direct', 'vm.swappiness': 'recorded, 60, 100, 160', 'vm.watermarkScaleFactor': 'recorded, 50, 100, 200', 'vm.watermarkBoostFactor': 'recorded, 0, 15000', 'vm.minFreeKbytes': 'recorded, 8192, 16384',
  'vm.kswapdThreads': 'recorded, 1, 2, 4', 'vm.nodes': 'recorded, 2', 'kcompressd.batchPages': '1, 8, 32', 'kcompressd.splitThreads': '1, 2, 4'
}

/** Values to begin with when a field is added. */
export function suggestedText({ path, input }: ConfigField, cpuCount: number): string {
  if (input.kind === 'cpus') return cpuCount > 1 ? `all; 0-${Math.max(0, Math.floor(cpuCount / 2) - 1)}; ${Math.floor(cpuCount / 2)}-${cpuCount - 1}` : 'all'
  if (input.kind === 'switch') return 'no, yes'
  if (SUGGESTED[path] !== undefined) return SUGGESTED[path]
  if ('min' in input) return risingText(input.min, input.max)
  return input.kind === 'oneOf' ? input.values.join(', ') : input.options.map(({ value }) => value).join(', ')
}

/** Three values of growing size within the limits of a field. */
function risingText(min: number, max: number): string {
  const least = Math.max(min, Math.min(1, max))
  return [...new Set([least, least * 4, least * 16].map((value) => Math.min(max, value)))].join(', ')
}

/** Fields that are not swept over yet. */
export function addableFields({ fields }: SweepDraft): readonly ConfigField[] {
  return CONFIG_FIELDS.filter(({ path }) => !fields.some((field) => field.path === path))
}

export interface Reading {
  /** How the text was understood; empty when it was not. */
  readonly words: string
  /** What is wrong; empty when nothing is. */
  readonly error: string
}

export interface DraftReading {
  /** Null while something is wrong. */
  readonly grid: Grid | null
  /** In the order of the form. */
  readonly fields: readonly Reading[]
  readonly constraints: readonly Reading[]
  readonly combinations: number
  /** Of a guided search: at most. */
  readonly runs: number
  /** Why it cannot run though every line is right; empty when it can. */
  readonly error: string
}

/** Reads the form. `base` is the configuration of `baseId`; undefined when it is gone. */
export function readDraft(draft: SweepDraft, base: Configuration | undefined): DraftReading {
  const values = draft.fields.map(({ path, text }) => {
    const field = findConfigField(path)
    return field === undefined ? null : readFieldValues(field, text)
  })
  const fields = values.map((read, index): Reading => (read === null ? { words: '', error: t('sweep.noSuchField') } : read.ok ? { words: valuesWords(draft.fields[index]?.path ?? '', read.value), error: '' } : { words: '', error: read.error }))
  const constraints = draft.constraints.map(readConstraint)
  const combinations = values.reduce((product, read) => product * (read !== null && read.ok ? read.value.length : 1), 1)
  const error = draftError(draft, base, combinations)
  const isRight = error === '' && [...fields, ...constraints].every((reading) => reading.error === '')
  return { grid: isRight && base !== undefined ? gridOf(draft, base, values.map((read) => (read !== null && read.ok ? read.value : []))) : null, fields, constraints, combinations, runs: plannedRuns(draft, combinations), error }
}

function valuesWords(path: string, values: readonly unknown[]): string {
  const shown = values.slice(0, 8).map((value) => fieldValueText(path, value)).join(' · ')
  return `${formatCount(values.length)} ${values.length === 1 ? 'value' : 'values'}: ${shown}${values.length > 8 ? ' …' : ''}`
}

/** An empty line is no constraint. */
export function readConstraint(text: string): Reading {
  if (text.trim() === '') return { words: '', error: '' }
  const parsed = parseConstraint(text)
  return parsed.ok ? { words: describeConstraint(parsed.value), error: '' } : { words: '', error: parsed.error }
}

function draftError({ fields, search, budget, minimise }: SweepDraft, base: Configuration | undefined, combinations: number): string {
  if (base === undefined) return t('sweep.chooseBase')
  if (fields.length === 0) return t('sweep.addOne')
  if (new Set(minimise).size < minimise.length) return t('sweep.sameMetric')
  if (search === 'guided' && !(Number.isInteger(budget) && budget >= 4 && budget <= MAX_BUDGET)) return t('sweep.budgetRange', { count: MAX_BUDGET })
  if (search === 'grid' && combinations > MAX_POINTS) return t('sweep.tooMany', { count: MAX_POINTS })
  return ''
}

/** What the form asks for, without the lines that cannot be read: a result is judged by it at once, without a new run. */
export function goalOf({ minimise, constraints }: SweepDraft): { minimise: string[]; constraints: string[] } {
  return { minimise: [...new Set(minimise)], constraints: constraints.filter((text) => text.trim() !== '' && readConstraint(text).error === '') }
}

function gridOf(draft: SweepDraft, base: Configuration, values: readonly (readonly unknown[])[]): Grid {
  const fields = Object.fromEntries(draft.fields.map(({ path }, index) => [path, values[index] ?? []])) as Grid['fields']
  return { base, fields, minimise: [...draft.minimise], constraints: draft.constraints.filter((text) => text.trim() !== ''), search: draft.search, budget: draft.budget }
}

/** As the engine plans it: a guided search gives three times the runs to the better third, again and again. */
function plannedRuns({ search, budget, seeds }: SweepDraft, combinations: number): number {
  if (search === 'grid') return (combinations + 1) * seeds
  let left = Math.min(combinations, budget)
  let runs = left + seeds
  for (let from = 1; from < seeds; from = Math.min(seeds, from * 3)) {
    left = Math.min(left, Math.max(8, Math.ceil(left / 3)))
    runs += left * (Math.min(seeds, from * 3) - from)
  }
  return runs
}

/** `12 combinations · 39 runs · about 14 s`. */
export function planWords({ combinations, runs }: Pick<DraftReading, 'combinations' | 'runs'>, search: Grid['search'], estimate: { readonly runS: number; readonly threads: number } | null): string {
  const time = estimate === null ? '' : ` · about ${unbroken(formatDuration(Math.max(1, Math.round((runs * estimate.runS) / estimate.threads))))}`
  return `${t('sweep.combinationsOf', { count: combinations })} · ${search === 'guided' ? t('sweep.runsAtMost', { count: runs }) : t('sweep.runsKept', { count: runs })}${time}`
}

/** The form of a sweep that was asked for before; its base must be known under its id. */
export function draftOf(grid: Grid, seeds: number): SweepDraft {
  return {
    baseId: typeof grid.base === 'string' ? grid.base : grid.base.id, search: grid.search, budget: grid.budget, seeds, minimise: grid.minimise,
    fields: Object.entries(grid.fields).map(([path, values]) => ({ path, text: values.map((value) => fieldValueText(path, value)).join(findConfigField(path)?.input.kind === 'cpus' ? '; ' : ', ') })),
    constraints: Array.isArray(grid.constraints) ? grid.constraints : []
  }
}
