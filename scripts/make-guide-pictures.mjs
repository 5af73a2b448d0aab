#!/usr/bin/env node
/** `node scripts/make-guide-pictures.mjs`: takes the pictures of the user guide and of the README anew, by the browser test that shows them. Needs a Chromium. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, ROOT } from './lib/build.mjs'

const TAKEN = join(ROOT, 'test/e2e/screenshots')
/** By the beginning of their names. */
const PLACES = { 'guide-': join(ROOT, 'resources/guide/pictures'), 'readme-': join(ROOT, 'resources/pictures') }

await ensureBuilt({ onBuild: () => console.log('Building…') })
const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'e2e', 'test/e2e/guide.spec.ts'], { cwd: ROOT, stdio: 'inherit' })
if (status !== 0) process.exit(1)
for (const [prefix, place] of Object.entries(PLACES)) {
  mkdirSync(place, { recursive: true })
  for (const name of readdirSync(TAKEN).filter((file) => file.startsWith(prefix))) copyFileSync(join(TAKEN, name), join(place, name.slice(prefix.length)))
}
