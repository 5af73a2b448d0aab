/**
 * The layers: which folder may import which, and which packages. Most specific folder wins. One line per edge; there is no
 * list of exceptions.
 */

/**
 * Files that do not belong to the layer of their folder. At the top of the engine: types and the recorder, which parts below may use.
 * Bottom up: storage (the rest of `compress`), the state of memory, the hand-over to kcompressd, the reclaimers (the rest of `reclaim`).
 */
const FILE_LAYERS = [
  [/^engine\/(run-types|run-observer|model-parameters)\.ts$/, 'engine/types'],
  [/^engine\/recorder\.ts$/, 'engine/recorder'],
  [/^engine\/reclaim\/(memory|page-store|swap-cache|zone|lru|scan-control)\.ts$/, 'engine/memory'],
  [/^engine\/compress\/(kcompressd|swap-out|swap-task)[\w-]*\.ts$/, 'engine/kcompressd']
]

const NODE = 'node:'

/**
 * folder -> { uses: folders it may import (itself always), packages: npm packages or `node:` }.
 * A folder without an entry of its own is ruled by its nearest listed parent.
 */
export const LAYERS = {
  shared: { uses: [], packages: ['valibot'] },

  'engine/trace': { uses: ['shared'], packages: [] },
  'engine/types': { uses: ['shared', 'engine/demand'], packages: [] },
  'engine/series': { uses: ['shared', 'engine/trace', 'engine/types'], packages: [] },
  'engine/observe': { uses: ['shared', 'engine/trace', 'engine/types', 'engine/series'], packages: [] },
  'engine/demand': { uses: ['shared', 'engine/trace', 'engine/types', 'engine/series', 'engine/observe'], packages: [] },
  'engine/recorder': { uses: ['shared', 'engine/types'], packages: [] },
  'engine/kernel': { uses: ['shared', 'engine/types'], packages: [] },
  'engine/cpu': { uses: ['shared', 'engine/types', 'engine/kernel'], packages: [] },
  'engine/compress': { uses: ['shared', 'engine/types', 'engine/kernel', 'engine/cpu'], packages: ['lz4js'] },
  'engine/memory': { uses: ['shared', 'engine/types', 'engine/recorder', 'engine/kernel', 'engine/cpu', 'engine/compress'], packages: [] },
  'engine/kcompressd': {
    uses: ['shared', 'engine/types', 'engine/recorder', 'engine/kernel', 'engine/cpu', 'engine/compress', 'engine/memory'],
    packages: []
  },
  'engine/reclaim': {
    uses: ['shared', 'engine/types', 'engine/recorder', 'engine/kernel', 'engine/cpu', 'engine/compress', 'engine/memory', 'engine/kcompressd'],
    packages: []
  },
  'engine/workload': {
    uses: [
      'shared', 'engine/types', 'engine/recorder', 'engine/demand', 'engine/kernel', 'engine/cpu', 'engine/compress', 'engine/memory',
      'engine/kcompressd', 'engine/reclaim'
    ],
    packages: []
  },
  // Entry points (prepare, replay, compare) and what has no lower place.
  engine: {
    uses: [
      'shared', 'engine/trace', 'engine/types', 'engine/recorder', 'engine/series', 'engine/observe', 'engine/demand', 'engine/kernel', 'engine/cpu',
      'engine/compress', 'engine/memory', 'engine/kcompressd', 'engine/reclaim', 'engine/workload'
    ],
    packages: ['lz4js', 'valibot']
  },

  'main/import': { uses: ['shared', 'engine/trace', 'engine/types'], packages: [NODE, 'papaparse', 'valibot', 'lz4js', 'pbf', 'yauzl'] },
  'main/export': { uses: ['shared', 'engine', 'main/import'], packages: [NODE, 'pbf'] },
  'main/project': { uses: ['shared', 'main/import'], packages: [NODE, 'valibot', 'lz4js'] },
  'main/pdf': { uses: ['shared'], packages: [NODE] },
  'main/report': { uses: ['shared', 'engine'], packages: [NODE] },
  'main/runner': { uses: ['shared', 'engine', 'main/import', 'main/export'], packages: [NODE] },
  'main/services': { uses: ['shared', 'engine', 'main/import', 'main/export', 'main/project', 'main/report', 'main/runner'], packages: [NODE, 'valibot'] },
  'main/host': { uses: ['shared', 'main/pdf', 'main/services', 'main/runner'], packages: [NODE] },
  'main/host/web': { uses: ['shared', 'main/host', 'main/pdf', 'main/report', 'main/services', 'main/runner'], packages: [NODE, 'valibot'] },
  'main/host/electron': { uses: ['shared', 'main/host', 'main/services', 'main/runner'], packages: [NODE, 'electron', 'valibot'] },
  'main/record': { uses: ['shared'], packages: [NODE] },
  'main/cli': {
    uses: ['shared', 'engine', 'main/import', 'main/export', 'main/pdf', 'main/record', 'main/report', 'main/runner', 'main/services', 'main/host/web'],
    packages: [NODE, 'valibot', '@valibot/to-json-schema']
  },
  // Entry files of processes and workers: thin, they join the parts.
  main: {
    uses: ['shared', 'engine', 'main/import', 'main/report', 'main/runner', 'main/services', 'main/host', 'main/host/web', 'main/host/electron', 'main/cli'],
    packages: [NODE]
  },

  preload: { uses: ['shared'], packages: ['electron'] },
  renderer: { uses: ['shared'], packages: ['vue', 'echarts', 'vue-echarts', 'valibot', '#resources'] }
}

/** A permission for a folder holds for the folders below it, so that `engine` means the whole engine. */
function covers(allowed, layer) {
  return layer === allowed || layer.startsWith(`${allowed}/`)
}

/**
 * The layer of a source file.
 * @param {string} file path below `src/`, with forward slashes
 * @returns {string | null} key of `LAYERS`, null for a folder that no layer names
 */
export function layerOf(file) {
  const parts = file.split('/')
  const named = FILE_LAYERS.find(([pattern]) => pattern.test(file))
  if (named !== undefined) return named[1]
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const folder = parts.slice(0, length).join('/')
    if (Object.hasOwn(LAYERS, folder)) return folder
  }
  return null
}

/** Whether code of layer `from` may import a file of layer `to`. */
export function mayImportLayer(from, to) {
  if (from === to) return true
  // Only the entry points of the engine see all of it; its parts name their edges one by one.
  return LAYERS[from].uses.some((allowed) => (from.startsWith('engine') ? allowed === to : covers(allowed, to)))
}

/** Whether code of layer `from` may import the package or Node module `specifier`. */
export function mayImportPackage(from, specifier) {
  return LAYERS[from].packages.some((allowed) =>
    allowed === NODE ? specifier.startsWith(NODE) : specifier === allowed || specifier.startsWith(`${allowed}/`)
  )
}
