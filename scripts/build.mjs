#!/usr/bin/env node
/** `npm run build`: builds `out/` when it is not the build of the present sources. */
import { ensureBuilt } from './lib/build.mjs'

try {
  await ensureBuilt()
  console.log('Build: out/ is up to date.')
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
