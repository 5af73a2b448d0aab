/** Bundles a worker entry for a test: worker threads of Node run no TypeScript. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

/** The bundle's address and its removal. */
export async function bundleWorker(entry: string): Promise<{ readonly url: URL; readonly remove: () => Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'worker-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: true, outDir, emptyOutDir: true, minify: false, rolldownOptions: { input: entry, output: { format: 'es', entryFileNames: 'worker.mjs' } } },
    ssr: { noExternal: true }
  })
  return { url: pathToFileURL(join(outDir, 'worker.mjs')), remove: () => rm(outDir, { recursive: true, force: true }) }
}
