/** Warnings of an import: counted per code, with the position of the first and the places of the first few. */
import type { SourcePosition, Warning } from '../../shared/errors'

/** Places named per code besides the first. */
const PLACES = 3
/** Distinct codes kept; codes are chosen by our importers, so this is never reached by input alone. */
const MAX_CODES = 200

interface Entry {
  readonly warning: Warning
  count: number
  readonly places: string[]
}

/** Collects warnings. The message and `found` of the first occurrence of a code stand for all of them. */
export class WarningLog {
  private readonly entries = new Map<string, Entry>()

  /** Adds `count` occurrences of `code`. */
  add(code: string, message: string, position: SourcePosition = {}, found?: string, count = 1): void {
    const known = this.entries.get(code)
    if (known !== undefined) {
      known.count += count
      const place = placeOf(position)
      if (known.places.length < PLACES && place !== '' && !known.places.includes(place)) known.places.push(place)
      return
    }
    if (this.entries.size >= MAX_CODES) return
    const warning: Warning = { code, message, count, ...position, ...(found === undefined ? {} : { found }) }
    this.entries.set(code, { warning, count, places: [] })
  }

  count(code: string): number {
    return this.entries.get(code)?.count ?? 0
  }

  /** All warnings in order of first occurrence. */
  toArray(): Warning[] {
    return [...this.entries.values()].map(({ warning, count, places }) => ({
      ...warning,
      count,
      message: places.length === 0 ? warning.message : `${warning.message} Also at ${places.join(', ')}${count > places.length + 1 ? ', …' : ''}.`
    }))
  }
}

function placeOf({ file, line }: SourcePosition): string {
  if (line === undefined) return file ?? ''
  return file === undefined ? `line ${line}` : `${file}:${line}`
}
