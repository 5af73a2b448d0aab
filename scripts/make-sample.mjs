#!/usr/bin/env node
/**
 * Makes `resources/sample/`: `node scripts/make-sample.mjs`. With `--check` it writes nothing and fails when the folder holds
 * something else. Needs `npm ci` only.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './lib/build.mjs'
import { bundle } from './lib/bundle.mjs'

const FOLDER = join(ROOT, 'resources/sample')

/** Bundles the TypeScript part and loads it. */
async function loadMaker() {
  const path = await bundle('scripts/make-sample-capture.ts', `make-sample-capture-${process.pid}`)
  try {
    return await import(pathToFileURL(path).href)
  } finally {
    rmSync(path, { force: true })
  }
}

function readIfPresent(path) {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

const { makeSample } = await loadMaker()
const isCheck = process.argv.includes('--check')
mkdirSync(FOLDER, { recursive: true })
for (const { name, bytes } of makeSample()) {
  const path = join(FOLDER, name)
  const isSame = readIfPresent(path)?.equals(bytes) === true
  if (!isCheck && !isSame) writeFileSync(path, bytes)
  if (isCheck && !isSame) process.exitCode = 1
  console.log(`${name}: ${bytes.length} bytes, ${isSame ? 'unchanged' : isCheck ? 'differs' : 'written'}`)
}
