/** The browser of this machine for tests of printing. Chromium has no sandbox for root, so there it is started through a script that says so. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '../../src/main/pdf/find-browser'

/** Path of a program that prints, or null where there is no browser; then it is said that nothing was tried. */
export function testBrowser(): string | null {
  const found = findBrowser()
  if (!found.ok) {
    console.warn(`Printing by a browser was not tried: ${found.error.message}`)
    return null
  }
  if (process.getuid?.() !== 0) return found.value
  const path = join(mkdtempSync(join(tmpdir(), 'test-browser-')), 'browser')
  writeFileSync(path, `#!/bin/sh\nexec '${found.value}' --no-sandbox "$@"\n`)
  chmodSync(path, 0o755)
  return path
}
