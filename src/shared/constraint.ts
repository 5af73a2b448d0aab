/**
 * Constraints on configurations as people write them: `kcompressd CPU below 10 %`, `energy no more than off`, `directReclaim.totalMs <= 500`,
 * `reclaimCpuS at most 90 % of baseline`, `allocstall <= baseline + 5 %`. Read by patterns into data; nothing of the text is ever run.
 */
import { formatNumber, formatWithUnit } from './format'
import { flattenMeasures, measuresNamed, type Measure, findMeasure } from './measures'
import type { Metrics } from './metrics'
import { findPreset, PRESETS } from './presets'
import { fail, ok, type Result } from './result'

export type Comparator = '<' | '<=' | '>' | '>='

export type Bound =
  | { readonly kind: 'value'; readonly value: number }
  /** A multiple of what another configuration gives: `baseline`, or a preset's id. */
  | { readonly kind: 'reference'; readonly id: string; readonly factor: number }

export interface Constraint {
  /** Flat name of the measure. */
  readonly measure: string
  readonly comparator: Comparator
  readonly bound: Bound
}

export const BASELINE = 'baseline'
export const MAX_CONSTRAINT_LENGTH = 200

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  '<=': '<=', '=<': '<=', '≤': '<=', 'at most': '<=', 'no more than': '<=', 'not more than': '<=', 'up to': '<=', '<': '<', below: '<', under: '<', 'less than': '<',
  '>=': '>=', '=>': '>=', '≥': '>=', 'at least': '>=', 'no less than': '>=', 'not less than': '>=', '>': '>', above: '>', over: '>', 'more than': '>'
}
const SPLIT = /^(.{1,80}?)(?: is)? ?(<=|=<|≤|>=|=>|≥|<|>|at most|no more than|not more than|no less than|not less than|at least|up to|less than|more than|below|under|above|over) ?(.+)$/i
const NUMBER = /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?) ?(%|[a-zµ/]+)?$/i
const REFERENCE = /^(?:(\d+(?:\.\d+)?) ?% of )?(?:the )?([\w.-]+)(?: ?([+-]) ?(\d+(?:\.\d+)?) ?%)?$/

/** Factor from a written unit to the measure's own; each measure unit with the ways to write it. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ms: { ms: 1, s: 1000, us: 1e-3, µs: 1e-3 }, s: { s: 1, ms: 1e-3, min: 60 }, B: { b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, kb: 1e3, mb: 1e6, gb: 1e9 },
  '%': { '%': 1 }, J: { j: 1, mj: 1e-3, kj: 1e3 }, pages: { pages: 1, k: 1e3 }, 'pages/s': { 'pages/s': 1 }, '': {}
}

/** Reads one constraint; the failure is a sentence that says what was found and what is expected. */
export function parseConstraint(text: string): Result<Constraint, string> {
  const line = text.trim().replace(/[\s\u00a0\u2009\u202f]+/g, ' ')
  if (line.length > MAX_CONSTRAINT_LENGTH) return fail(`At most ${MAX_CONSTRAINT_LENGTH} characters.`)
  const [, phrase = '', word = '', rest = ''] = SPLIT.exec(line) ?? []
  const comparator = COMPARATORS[word.toLowerCase()]
  if (comparator === undefined) return fail('A constraint is a metric, a comparison and a limit, such as: kcompressd CPU below 10 %.')
  const candidates = measuresNamed(phrase.trim())
  if (candidates.length === 0) return fail(`There is no metric called '${phrase.trim()}'.`)
  const bound = readBound(rest.trim(), candidates)
  return bound.ok ? ok({ measure: bound.value.measure.name, comparator, bound: bound.value.bound }) : bound
}

interface ReadBound {
  readonly measure: Measure
  readonly bound: Bound
}

function readBound(text: string, candidates: readonly Measure[]): Result<ReadBound, string> {
  const [, digits, unit] = NUMBER.exec(text) ?? []
  return digits === undefined ? readReference(text, candidates) : readValue(Number(digits), unit?.toLowerCase(), candidates)
}

function readValue(value: number, unit: string | undefined, candidates: readonly Measure[]): Result<ReadBound, string> {
  const units = candidates.map((measure) => measure.unit).filter((each) => each !== '')
  if (unit === undefined) {
    const [only] = candidates
    if (only === undefined || candidates.length > 1) return fail(`${formatNumber(value)} of what? Write a unit: ${units.join(' or ')}.`)
    return ok({ measure: only, bound: { kind: 'value', value } })
  }
  for (const measure of candidates) {
    const ways = UNITS[measure.unit] ?? {}
    const factor = Object.hasOwn(ways, unit) ? ways[unit] : undefined
    if (factor !== undefined) return ok({ measure, bound: { kind: 'value', value: value * factor } })
  }
  return fail(units.length === 0 ? `${candidates[0]?.title ?? ''} is a count: write the number alone.` : `'${unit}' does not fit: ${candidates[0]?.title ?? ''} is in ${[...new Set(units)].join(' or ')}.`)
}

function readReference(text: string, candidates: readonly Measure[]): Result<ReadBound, string> {
  const [, share, id, sign, by] = REFERENCE.exec(text) ?? []
  const [measure] = candidates
  if (id === undefined || measure === undefined || (id !== BASELINE && findPreset(id) === undefined)) {
    return fail(`'${text}' is no limit. Expected: a number with its unit, baseline, or one of ${PRESETS.map(({ config }) => config.id).join(', ')}.`)
  }
  const change = by === undefined ? 0 : (sign === '-' ? -1 : 1) * Number(by) / 100
  return ok({ measure, bound: { kind: 'reference', id, factor: (share === undefined ? 1 : Number(share) / 100) * (1 + change) } })
}

/** The constraint in full words: how the text was understood. */
export function describeConstraint({ measure, comparator, bound }: Constraint): string {
  const found = findMeasure(measure)
  const sign = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' }[comparator]
  const share = bound.kind === 'reference' && bound.factor !== 1 ? `${formatNumber(bound.factor * 100)} % of ` : ''
  return `${found?.title ?? measure} ${sign} ${bound.kind === 'value' ? formatWithUnit(bound.value, found?.unit ?? '') : `${share}${bound.id}`}`
}

/** Ids of configurations that constraints refer to, without the baseline. */
export function referencesOf(constraints: readonly Constraint[]): readonly string[] {
  return [...new Set(constraints.flatMap(({ bound }) => (bound.kind === 'reference' && bound.id !== BASELINE ? [bound.id] : [])))]
}

/** Metrics of what constraints refer to, by id. */
export type References = ReadonlyMap<string, Metrics>

/** The limit as a number; null when it is not known. */
export function limitOf({ measure, bound }: Constraint, references: References): number | null {
  if (bound.kind === 'value') return bound.value
  const metrics = references.get(bound.id)
  const value = metrics === undefined ? null : (flattenMeasures(metrics).get(measure) ?? null)
  return value === null ? null : value * bound.factor
}

/** A strict limit that is just reached is missed by something. */
const LEAST_MISS = 1e-12

/** By how much a value misses a limit, as a share of the limit; 0 = met, null = cannot be told. */
export function violation(value: number | null, limit: number | null, comparator: Comparator): number | null {
  if (value === null || limit === null) return null
  const isUpper = comparator === '<' || comparator === '<='
  // A limit taken from a configuration is met by that configuration, whatever the last bit says.
  const tolerance = Math.abs(limit) * LEAST_MISS
  const excess = isUpper ? value - limit : limit - value
  const isMet = comparator === '<' || comparator === '>' ? excess < 0 : excess <= tolerance
  return isMet ? 0 : Math.max(LEAST_MISS, excess / Math.max(Math.abs(limit), LEAST_MISS))
}
