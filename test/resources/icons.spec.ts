/** The icons that packages carry: their containers hold the drawn pictures, byte for byte. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'resources/icons')
const pictures = readdirSync(FOLDER).filter((name) => name.endsWith('.png')).map((name) => ({ pixels: Number.parseInt(name, 10), name, png: readFileSync(join(FOLDER, name)) })).sort((a, b) => a.pixels - b.pixels)

describe('icons', () => {
  it('are square pictures of the size that their name says', () => {
    for (const { pixels, name, png } of pictures) expect([name, png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([`${pixels}x${pixels}.png`, pixels, pixels])
    expect(pictures.map(({ pixels }) => pixels)).toEqual([16, 32, 48, 64, 128, 256, 512, 1024])
  })

  it('for Windows hold every picture of up to 256 pixels', () => {
    const ico = readFileSync(join(FOLDER, 'icon.ico'))
    const held = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
      const entry = 6 + 16 * index
      const [bytes, offset] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)]
      return { pixels: ico.readUInt8(entry) || 256, png: ico.subarray(offset, offset + bytes) }
    })
    expect(ico.readUInt16LE(2)).toBe(1)
    expect(held).toEqual(pictures.filter(({ pixels }) => pixels <= 256).map(({ pixels, png }) => ({ pixels, png })))
  })

  it('for macOS hold the pictures that its types stand for, up to 1024 pixels', () => {
    const icns = readFileSync(join(FOLDER, 'icon.icns'))
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    const held = new Set<number>()
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const png = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))
      const picture = pictures.find((other) => other.png.equals(png))
      expect(picture).toBeDefined()
      held.add(picture?.pixels ?? 0)
    }
    expect([...held].sort((a, b) => a - b)).toEqual([16, 32, 64, 128, 256, 512, 1024])
  })

  it('are the drawing of the window too', () => {
    expect(readFileSync(join(ROOT, 'src/renderer/icon.svg'), 'utf8')).toBe(readFileSync(join(FOLDER, 'icon.svg'), 'utf8'))
  })
})
