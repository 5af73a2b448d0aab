#!/usr/bin/env node
/**
 * Makes `resources/sample/`: `node scripts/make-sample.mjs`. With `--check` it writes nothing and fails when the folder holds
 * something else. Needs `npm ci` only.
 */
import { makeFiles } from './lib/generated-files.mjs'

await makeFiles('scripts/make-sample-capture.ts', 'resources/sample', ({ makeSample }) => makeSample())
