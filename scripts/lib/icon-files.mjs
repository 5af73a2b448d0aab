/** The two containers that desktops want icons in. Both may hold PNG pictures as they are. */

/** ICNS type of a picture, by its width in pixels; 32 and 64 pixels stand for 16 and 32 points at double density. */
const ICNS_TYPES = new Map([[16, ['icp4']], [32, ['icp5', 'ic11']], [64, ['ic12']], [128, ['ic07']], [256, ['ic08', 'ic13']], [512, ['ic09', 'ic14']], [1024, ['ic10']]])
const ICO_HEADER_BYTES = 6
const ICO_ENTRY_BYTES = 16
/** The largest picture of an ICO file; its width is written as 0. */
export const ICO_MAX_PIXELS = 256

/**
 * A Windows icon of PNG pictures.
 * @param {readonly { pixels: number, png: Buffer }[]} pictures at most 256 pixels wide
 */
export function toIco(pictures) {
  const header = Buffer.alloc(ICO_HEADER_BYTES + ICO_ENTRY_BYTES * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  pictures.forEach(({ pixels, png }, index) => {
    const entry = ICO_HEADER_BYTES + ICO_ENTRY_BYTES * index
    header.writeUInt8(pixels % ICO_MAX_PIXELS, entry)
    header.writeUInt8(pixels % ICO_MAX_PIXELS, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    offset += png.length
  })
  return Buffer.concat([header, ...pictures.map(({ png }) => png)])
}

function chunk(type, body) {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + body.length, 4)
  return Buffer.concat([head, body])
}

/**
 * A macOS icon of PNG pictures.
 * @param {readonly { pixels: number, png: Buffer }[]} pictures 16 to 1024 pixels wide, powers of two
 */
export function toIcns(pictures) {
  return chunk('icns', Buffer.concat(pictures.flatMap(({ pixels, png }) => (ICNS_TYPES.get(pixels) ?? []).map((type) => chunk(type, png)))))
}
