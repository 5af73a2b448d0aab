import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const SCRIPT = resolve(import.meta.dirname, '../../scripts/check-layers.mjs')
const folders: string[] = []

interface Checked {
  readonly offences: readonly { readonly file: string; readonly line: number; readonly message: string }[]
  readonly fileCount: number
}
const { checkLayers } = (await import(SCRIPT)) as { checkLayers: (folder: string) => Checked }

function writeTree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'layers-'))
  folders.push(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** Offences of a source tree given as path -> text, as `file:line: message`. */
function checkTree(files: Record<string, string>): string[] {
  return checkLayers(writeTree(files)).offences.map(({ file, line, message }) => `${file}:${line}: ${message}`)
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the layer check', () => {
  it('accepts imports along the arrows', () => {
    const offences = checkTree({
      'shared/a.ts': "import * as v from 'valibot'\nexport const a = v",
      'engine/demand/b.ts': "import { a } from '../../shared/a'\nimport type { T } from '../trace/trace'",
      'engine/trace/trace.ts': 'export type T = 1',
      'main/host/electron/w.ts': "import { app } from 'electron'\nimport { x } from '../files'",
      'main/host/files.ts': "import { readFile } from 'node:fs/promises'\nexport const x = readFile",
      'renderer/c.vue': '<script setup lang="ts">\nimport { a } from \'../shared/a\'\n</script>'
    })
    expect(offences).toEqual([])
  })

  it.each([
    ['shared using the engine', 'shared/a.ts', "import { e } from '../engine/e'", 'shared must not import engine'],
    ['shared using Node', 'shared/a.ts', "import 'node:fs'", "must not import the package 'node:fs'"],
    ['the engine using Node', 'engine/e.ts', "import 'node:fs'", "must not import the package 'node:fs'"],
    ['the engine using main', 'engine/e.ts', "import '../main/import/x'", 'engine must not import main/import'],
    ['a lower part of the engine using a higher one', 'engine/trace/t.ts', "import '../demand/d'", 'engine/trace must not import engine/demand'],
    ['a part of the engine using an entry point', 'engine/cpu/t.ts', "import '../replay'", 'engine/cpu must not import engine'],
    ['storage using reclaim above it', 'engine/compress/zsmalloc.ts', "import '../reclaim/kswapd'", 'engine/compress must not import engine/reclaim'],
    ['the hand-over using the reclaimers above it', 'engine/compress/kcompressd.ts', "import '../reclaim/kswapd'", 'engine/kcompressd must not import engine/reclaim'],
    ['the state of memory using the hand-over above it', 'engine/reclaim/memory.ts', "import '../compress/kcompressd'", 'engine/memory must not import engine/kcompressd'],
    ['the importer using Electron', 'main/import/i.ts', "import { app } from 'electron'", "must not import the package 'electron'"],
    ['the command line using the Electron host', 'main/cli/i.ts', "import '../host/electron/app'", 'main/cli must not import main/host/electron'],
    ['services using a host', 'main/services/i.ts', "import '../host/web/serve'", 'main/services must not import main/host/web'],
    ['the preload using main', 'preload/index.ts', "import '../main/host/files'", 'preload must not import main/host'],
    ['the renderer using the engine', 'renderer/r.ts', "import '../engine/e'", 'renderer must not import engine'],
    ['an unlisted package', 'renderer/r.ts', "import 'left-pad'", "must not import the package 'left-pad'"],
    ['a type import', 'renderer/r.ts', "import type { E } from '../engine/e'", 'renderer must not import engine'],
    ['an inline type import', 'renderer/r.ts', "let e: import('../engine/e').E", 'renderer must not import engine'],
    ['a dynamic import', 'engine/e.ts', "const m = await import('../main/x')", 'engine must not import main'],
    ['a re-export', 'shared/a.ts', "export { e } from '../engine/e'", 'shared must not import engine'],
    ['a require call', 'shared/a.ts', "const fs = require('node:fs')", "must not import the package 'node:fs'"],
    ['an import with a query', 'engine/e.ts', "import w from '../main/worker?nodeWorker'", 'engine must not import main'],
    ['a path out of the tree', 'shared/a.ts', "import '../../scripts/x'", 'import leaves the source folder']
  ])('refuses %s', (_title, file, text, message) => {
    const offences = checkTree({ [file]: text })
    expect(offences).toHaveLength(1)
    expect(offences[0]).toContain(`${file}:1: `)
    expect(offences[0]).toContain(message)
  })

  it('names the line of an offence, in a Vue file too', () => {
    const offences = checkTree({ 'renderer/c.vue': '<template>\n<p/>\n</template>\n<script setup lang="ts">\n\nimport x from \'../main/x\'\n</script>' })
    expect(offences[0]).toMatch(/^renderer\/c\.vue:6: /)
  })

  it('is not misled by comments and strings', () => {
    const offences = checkTree({ 'engine/e.ts': "// import 'node:fs'\nconst s = \"import 'electron'\"\nexport const t = s" })
    expect(offences).toEqual([])
  })

  it('refuses a folder that is in no layer', () => {
    const offences = checkTree({ 'misc/a.ts': 'export const a = 1' })
    expect(offences[0]).toContain('misc/a.ts:1: the file is in no layer')
  })

  it('prints each offence, then their number, and fails', () => {
    const root = writeTree({ 'engine/e.ts': "import 'node:fs'\nimport 'vue'" })
    const run = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8', cwd: root })
    expect(run.stderr.trim().split('\n')).toHaveLength(2)
    expect(run.stdout.trim()).toBe('Layers: 2 forbidden imports in 1 files.')
    expect(run.status).toBe(1)
  })
})
