/** A plain LZ4 block decoder written from the format description, sharing nothing with lz4js. Throws on any violation. */
export function decodeLz4Block(block: Uint8Array): Uint8Array {
  const output: number[] = []
  let at = 0
  const next = (): number => {
    if (at >= block.length) throw new Error(`block ends at byte ${at} within a sequence`)
    return block[at++]!
  }
  const extended = (nibble: number): number => {
    if (nibble !== 15) return nibble
    let total = 15
    for (;;) {
      const more = next()
      total += more
      if (more !== 255) return total
    }
  }
  for (;;) {
    const token = next()
    const literals = extended(token >> 4)
    for (let i = 0; i < literals; i++) output.push(next())
    // The last sequence has literals only.
    if (at === block.length) return Uint8Array.from(output)
    const offset = next() + 256 * next()
    if (offset === 0 || offset > output.length) throw new Error(`match offset ${offset} at ${output.length} bytes`)
    const matched = extended(token & 15) + 4
    for (let i = 0; i < matched; i++) output.push(output[output.length - offset]!)
  }
}
