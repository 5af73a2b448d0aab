/** Folders under `resources/` that a script makes: bundles its TypeScript part, then writes or checks the files. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './build.mjs'
import { bundle } from './bundle.mjs'

/** Bundles and loads a TypeScript file of this project. */
async function load(source) {
  const path = await bundle(source, `${basename(source, '.ts')}-${process.pid}`)
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

/**
 * Writes the files that `filesOf(module)` names, `{ name, bytes }`, to `folder`. With `--check` it writes nothing and the process
 * fails when the folder holds something else.
 */
export async function makeFiles(source, folder, filesOf) {
  const isCheck = process.argv.includes('--check')
  const target = join(ROOT, folder)
  mkdirSync(target, { recursive: true })
  for (const { name, bytes } of filesOf(await load(source))) {
    const path = join(target, name)
    const isSame = readIfPresent(path)?.equals(bytes) === true
    if (!isCheck && !isSame) writeFileSync(path, bytes)
    if (isCheck && !isSame) process.exitCode = 1
    console.log(`${name}: ${bytes.length} bytes, ${isSame ? 'unchanged' : isCheck ? 'differs' : 'written'}`)
  }
}
