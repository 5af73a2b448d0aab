/** Finds a Chromium or Chrome for the browser tests. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const FIXED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'
]

/**
 * @param {Record<string, string | undefined>} env `RECLAIMSCOPE_CHROMIUM` names the program; else PATH and the usual places
 * @returns {string | null} path of the program
 */
export function findChromium(env = process.env) {
  const named = env.RECLAIMSCOPE_CHROMIUM
  if (named !== undefined && named !== '') return existsSync(named) ? named : null
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...FIXED]
  return candidates.find((path) => existsSync(path)) ?? null
}
