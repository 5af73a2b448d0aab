/** Text in UTF-16, which PowerShell writes where a recording is redirected into a file (`adb shell … > trace.txt`), as UTF-8. */

const MARK_BYTES = 2

/** Name of the encoding by the byte order mark at the start; null when there is none. */
export function utf16Encoding(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  // Four bytes of mark and zeros are UTF-32, which nobody writes.
  if (head[0] === 0xff && head[1] === 0xfe && (head[2] !== 0 || head[3] !== 0)) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null
}

/** The same text in UTF-8, without the mark. */
export async function* fromUtf16(source: AsyncGenerator<Uint8Array>, encoding: 'utf-16le' | 'utf-16be'): AsyncGenerator<Uint8Array> {
  let carry = Buffer.alloc(0)
  let isFirst = true
  for await (const chunk of source) {
    const bytes = Buffer.concat([carry, isFirst ? chunk.subarray(MARK_BYTES) : chunk])
    isFirst = false
    // Pairs of surrogates stay together.
    let end = bytes.length - (bytes.length % 2)
    if (end > 0 && isLeading(bytes, end - 2, encoding)) end -= 2
    carry = Buffer.from(bytes.subarray(end))
    const text = bytes.subarray(0, end)
    if (encoding === 'utf-16be') text.swap16()
    if (end > 0) yield Buffer.from(text.toString('utf16le'))
  }
}

function isLeading(bytes: Buffer, at: number, encoding: 'utf-16le' | 'utf-16be'): boolean {
  const unit = encoding === 'utf-16le' ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
  return unit >= 0xd800 && unit < 0xdc00
}
