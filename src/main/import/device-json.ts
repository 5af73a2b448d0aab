/** Importer of `device.json`: facts about the recorded device that the trace cannot tell. */
import * as v from 'valibot'
import { DEVICE_SCHEMA_ID, deviceSchema } from '../../shared/device'
import { excerpt, type AppError } from '../../shared/errors'
import type { Importer, ImportSession, ImportTarget, InputHead } from './importer'

const MAX_BYTES = 4 * 1024 * 1024
/** Field names that only a device description has; the schema field is optional. */
const FIELD = /"(managedPages|watermarkScaleFactor|pageContent|pageCluster|pageSize)"\s*:/

export const deviceJson: Importer = {
  id: 'device-json',
  detect,
  start: (target) => new DeviceSession(target)
}

function detect(head: InputHead): number {
  if (!/^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(head.text)) return 0
  if (head.text.includes(`"${DEVICE_SCHEMA_ID}"`)) return 1
  return FIELD.test(head.text) ? 0.6 : 0
}

class DeviceSession implements ImportSession {
  lines = 0
  private readonly target: ImportTarget
  private readonly chunks: Buffer[] = []
  private size = 0

  constructor(target: ImportTarget) {
    this.target = target
  }

  push(chunk: Uint8Array): AppError | null {
    this.size += chunk.length
    if (this.size > MAX_BYTES) return { code: 'INPUT_TOO_LARGE', message: 'The device description is too large.', file: this.target.file, expected: 'at most 4 MiB' }
    this.chunks.push(Buffer.from(chunk))
    return null
  }

  end(): AppError | null {
    const text = Buffer.concat(this.chunks).toString('utf8').replace(/^\ufeff/, '')
    this.lines = text.split('\n').length
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch (error) {
      return this.invalid(error instanceof Error ? error.message : 'not JSON', excerpt(text))
    }
    const result = v.safeParse(deviceSchema, json)
    if (!result.success) {
      const [issue] = result.issues
      return this.invalid(`${v.getDotPath(issue) ?? 'device'}: ${issue.message}`, excerpt(JSON.stringify(issue.input) ?? 'undefined'))
    }
    this.target.setDevice(result.output)
    return null
  }

  private invalid(message: string, found: string): AppError {
    return { code: 'DEVICE_INVALID', message: `The device description is not valid: ${message}.`, file: this.target.file, found, expected: DEVICE_SCHEMA_ID }
  }
}
