/**
 * Headers of earlier versions brought up to the present one, step by step. A new version: raise `PROJECT_VERSION`, add the step from the
 * one before, and put a file of the one before into `test/fixtures/projects`.
 *
 * - 1: one visible span for all captures, in the view; no log rows.
 * - 2: a visible span for each capture; rows on a logarithmic scale.
 */
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { invalid } from './container'

export const PROJECT_VERSION = 2

type Json = Readonly<Record<string, unknown>>
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** From version `n` to `n + 1`, by `n`. They take what they find: the schema checks the outcome. */
const STEPS: Readonly<Record<number, (header: Json) => Json>> = { 1: fromVersion1 }

/** A header of the present version, unchecked; `PROJECT_NEWER` when a later app wrote it. */
export function upgradeHeader(json: unknown, name: string): Result<unknown, AppError> {
  const version = versionOf(json)
  if (!isRecord(json) || version === null) return fail(invalid(name, 'The project file is not valid: it does not say its version.'))
  if (version > PROJECT_VERSION) {
    return fail({
      code: 'PROJECT_NEWER', file: name, message: 'The project was saved by a newer version of this app.', found: `version ${version}`,
      expected: `at most version ${PROJECT_VERSION}`, advice: 'Update the app.'
    })
  }
  let header = json
  for (let from = version; from < PROJECT_VERSION; from += 1) header = STEPS[from]?.(header) ?? header
  return ok({ ...header, schema: `reclaimscope.project/${PROJECT_VERSION}` })
}

function versionOf(json: unknown): number | null {
  const match = isRecord(json) && typeof json['schema'] === 'string' ? /^reclaimscope\.project\/([1-9]\d{0,5})$/.exec(json['schema']) : null
  return match === null ? null : Number(match[1])
}

function fromVersion1(header: Json): Json {
  const workspace = isRecord(header['workspace']) ? header['workspace'] : {}
  const { span = null, ...view } = isRecord(workspace['view']) ? workspace['view'] : {}
  const captures = Array.isArray(header['captures']) ? (header['captures'] as unknown[]) : []
  const active = view['active']
  return {
    ...header,
    captures: captures.map((capture, index) =>
      isRecord(capture) && isRecord(capture['state']) ? { ...capture, state: { ...capture['state'], span: index === active ? span : null } } : capture),
    workspace: { ...workspace, view: { ...view, logRows: [] } }
  }
}
