/** A recording of any length: a real one again and again, each time later by its span. */

const CHUNK_BYTES = 512 * 1024
const TIME = /\] +(?:[^\s\d]\S* +)?(\d+)\.\d{6,9}: /
const BLANK = 32
const ZERO = 48

/** Where the whole seconds of a line stand: blanks and digits before `dot`, from `first` on. */
interface SecondsField {
  readonly first: number
  readonly dot: number
  readonly seconds: number
}

/** At least `totalBytes` bytes of ftrace text in chunks, made of repetitions of `text`. A chunk is valid until the next one. */
export async function* repeatedText(text: Uint8Array, totalBytes: number): AsyncGenerator<Uint8Array> {
  const copy = Buffer.from(text)
  const fields = secondsFields(copy)
  const span = 1 + fields.reduce((max, { seconds }) => Math.max(max, seconds), 0) - fields.reduce((min, { seconds }) => Math.min(min, seconds), Infinity)
  for (let round = 0; round * copy.length < totalBytes; round += 1) {
    for (const field of fields) writeSeconds(copy, field, field.seconds + round * span)
    for (let at = 0; at < copy.length; at += CHUNK_BYTES) yield copy.subarray(at, at + CHUNK_BYTES)
  }
}

function secondsFields(bytes: Buffer): SecondsField[] {
  const fields: SecondsField[] = []
  let lineStart = 0
  for (const line of bytes.toString('latin1').split('\n')) {
    const match = TIME.exec(line)
    if (match !== null) {
      const dot = lineStart + match.index + match[0].indexOf('.', match[0].lastIndexOf(' ', match[0].length - 2))
      let first = dot
      while (first - 1 > lineStart && bytes[first - 1] !== BLANK) first -= 1
      while (bytes[first - 2] === BLANK) first -= 1
      fields.push({ first, dot, seconds: Number(match[1]) })
    }
    lineStart += line.length + 1
  }
  return fields
}

function writeSeconds(bytes: Buffer, { first, dot }: SecondsField, seconds: number): void {
  let rest = seconds
  let at = dot - 1
  do {
    if (at < first) throw new Error('no room for a later time')
    bytes[at] = ZERO + (rest % 10)
    rest = Math.floor(rest / 10)
    at -= 1
  } while (rest > 0)
}
