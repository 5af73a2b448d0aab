/** Bundles a TypeScript entry with everything it imports into one module that Node runs: for scripts that use the sources. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { CACHE, ROOT } from './build.mjs'

/**
 * @param {string} entry path below the project, e.g. `test/fidelity/measure-entry.ts`
 * @param {string} name file name of the bundle, without ending
 * @returns {Promise<string>} path of the bundle
 */
export async function bundle(entry, name) {
  const result = await build({
    root: ROOT, configFile: false, logLevel: 'error', ssr: { noExternal: true },
    build: { ssr: join(ROOT, entry), write: false, minify: false }
  })
  const [chunk] = result.output
  mkdirSync(CACHE, { recursive: true })
  const path = join(CACHE, `${name}.mjs`)
  writeFileSync(path, chunk.code)
  return path
}
