#!/usr/bin/env node
/**
 * Makes `resources/sample/`: `node scripts/make-sample.mjs`. With `--check` it writes nothing and fails when the folder holds
 * something else. Needs `npm ci` only.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { CACHE, ROOT } from './lib/build.mjs'

const FOLDER = join(ROOT, 'resources/sample')
const BUNDLE = join(CACHE, 'make-sample-capture.mjs')

/** Bundles the TypeScript part and loads it. */
async function loadMaker() {
  const result = await build({
    root: ROOT, configFile: false, logLevel: 'error', ssr: { noExternal: true },
    build: { ssr: join(ROOT, 'scripts/make-sample-capture.ts'), write: false, minify: false }
  })
  const [chunk] = result.output
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(BUNDLE, chunk.code)
  try {
    return await import(pathToFileURL(BUNDLE).href)
  } finally {
    rmSync(BUNDLE, { force: true })
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
