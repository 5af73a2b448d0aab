#!/usr/bin/env node
/** `node scripts/make-icons.mjs`: draws the icons of `resources/icons` from `icon.svg`, with Chromium. Run it when the drawing changes. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { ROOT } from './lib/build.mjs'
import { findChromium } from './lib/find-chromium.mjs'
import { ICO_MAX_PIXELS, toIcns, toIco } from './lib/icon-files.mjs'

const FOLDER = join(ROOT, 'resources/icons')
const SIZES = [16, 32, 48, 64, 128, 256, 512, 1024]

async function drawPictures(svg, executablePath) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] })
  try {
    const page = await browser.newPage()
    const pictures = []
    for (const pixels of SIZES) {
      await page.setViewportSize({ width: pixels, height: pixels })
      await page.setContent(`<style>body{margin:0;line-height:0}svg{width:100vw;height:100vh}</style>${svg}`)
      pictures.push({ pixels, png: await page.screenshot({ omitBackground: true }) })
    }
    return pictures
  } finally {
    await browser.close()
  }
}

const executablePath = findChromium()
if (executablePath === null) throw new Error('no Chromium or Chrome found; set RECLAIMSCOPE_CHROMIUM')
const svg = readFileSync(join(FOLDER, 'icon.svg'), 'utf8')
const pictures = await drawPictures(svg, executablePath)
for (const { pixels, png } of pictures) writeFileSync(join(FOLDER, `${pixels}x${pixels}.png`), png)
writeFileSync(join(FOLDER, 'icon.ico'), toIco(pictures.filter(({ pixels }) => pixels <= ICO_MAX_PIXELS)))
writeFileSync(join(FOLDER, 'icon.icns'), toIcns(pictures.filter(({ pixels }) => pixels !== 48)))
// The favicon of the window is the same drawing.
writeFileSync(join(ROOT, 'src/renderer/icon.svg'), svg)
