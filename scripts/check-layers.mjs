#!/usr/bin/env node
/**
 * Fails on any import against the arrows of the architecture (see scripts/lib/layers.mjs).
 * Usage: node scripts/check-layers.mjs [source folder]. Prints `file:line: …` for each offence.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findImports } from './lib/imports.mjs'
import { layerOf, mayImportLayer, mayImportPackage } from './lib/layers.mjs'

const SOURCE_FILE = /\.(ts|mts|cts|tsx|vue)$/

/** Source files below a folder, as paths with forward slashes, sorted. */
function listSources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE_FILE.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .sort()
}

/** Why the import is not allowed, or null. `file` is relative to the source folder. */
function offenceOf(file, layer, specifier) {
  const bare = specifier.replace(/\?.*$/, '')
  if (!bare.startsWith('.')) {
    return mayImportPackage(layer, bare) ? null : `${layer} must not import the package '${bare}'`
  }
  const target = posix.normalize(posix.join(posix.dirname(file), bare))
  if (target.startsWith('..')) return `import leaves the source folder: '${specifier}'`
  const targetFile = /\.\w+$/.test(target) ? target : `${target}.ts`
  const targetLayer = layerOf(targetFile)
  if (targetLayer === null) return `'${target}' is in no layer`
  return mayImportLayer(layer, targetLayer) ? null : `${layer} must not import ${targetLayer} ('${specifier}')`
}

/**
 * Checks a source tree.
 * @param {string} folder the `src` folder
 * @returns {{ offences: { file: string, line: number, message: string }[], fileCount: number }}
 */
export function checkLayers(folder) {
  const files = listSources(folder)
  const offences = files.flatMap((file) => {
    const layer = layerOf(file)
    if (layer === null) return [{ file, line: 1, message: 'the file is in no layer; add its folder to scripts/lib/layers.mjs' }]
    return findImports(file, readFileSync(join(folder, file), 'utf8')).flatMap(({ specifier, line }) => {
      const message = offenceOf(file, layer, specifier)
      return message === null ? [] : [{ file, line, message }]
    })
  })
  return { offences, fileCount: files.length }
}

function main() {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
  const folder = resolve(process.argv[2] ?? join(root, 'src'))
  const { offences, fileCount } = checkLayers(folder)
  for (const { file, line, message } of offences) console.error(`${relative(process.cwd(), join(folder, file))}:${line}: ${message}`)
  console.log(offences.length === 0 ? `Layers: ${fileCount} files, every import allowed.` : `Layers: ${offences.length} forbidden imports in ${fileCount} files.`)
  process.exitCode = offences.length === 0 ? 0 : 1
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main()
