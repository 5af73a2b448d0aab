#!/usr/bin/env node
/** `npm run -s cli -- …`: builds quietly if a source changed, then runs the command line with the same arguments, streams and exit code. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ROOT } from './lib/build.mjs'

try {
  await ensureBuilt()
  // In this process: streams, signals and the exit code are the program's own.
  await import(pathToFileURL(join(ROOT, 'out/main/cli.js')).href)
} catch (error) {
  process.stderr.write(`${error.stack ?? error}\n`)
  process.exitCode = 1
}
