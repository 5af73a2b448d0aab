/** A comparison as JSON for scripts. */
import * as v from 'valibot'
import { comparisonSchema, type Comparison } from './comparison'

/**
 * Indented JSON with a final line end. Keys come in the order of the schema, whatever order the object was built in, so that
 * equal comparisons give equal bytes.
 *
 * @throws when the comparison does not match its schema, which is a bug of the caller
 */
export function comparisonToJson(comparison: Comparison): string {
  return `${JSON.stringify(v.parse(comparisonSchema, comparison), null, 2)}\n`
}
