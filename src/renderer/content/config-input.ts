/** A field of a configuration changed in the editor. */
import { configurationSchema, type Configuration } from '../../shared/config'
import { withConfigField } from '../../shared/config-fields'
import { fail, ok, type Result } from '../../shared/result'
import { safeParse } from 'valibot'

/** The configuration with a field changed, checked as a whole. */
export function changeField(config: Configuration, path: string, value: unknown): Result<Configuration, string> {
  const parsed = safeParse(configurationSchema, withConfigField(config, path, value))
  return parsed.success ? ok(parsed.output) : fail(parsed.issues[0].message)
}
