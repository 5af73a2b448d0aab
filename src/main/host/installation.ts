/** Where the parts of the built app lie. The bundler may put this module into `out/main` or a folder below it. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface Installation {
  readonly workerEntry: URL
  readonly engineHostEntry: string
  readonly preloadEntry: string
  readonly rendererFolder: string
  /** The bundled sample capture, a folder. */
  readonly samplePath: string
}

const WORKER = 'worker.js'
const SAMPLE = 'resources/sample'
/** The archive of a packaged app, and the folder beside it with the files that must be real ones. */
const ARCHIVE = /app\.asar$/

/** Folder of the built main process: the nearest one, going up, that holds the worker. */
function findMainFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, WORKER))) return folder
    if (dirname(folder) === folder) throw new Error(`no ${WORKER} above ${start}; the app is not built`)
  }
}

/**
 * The parts of the app that this code belongs to.
 * @throws {Error} when run from sources that are not built
 */
export function locateInstallation(moduleUrl: string = import.meta.url): Installation {
  const mainFolder = findMainFolder(dirname(fileURLToPath(moduleUrl)))
  const root = join(mainFolder, '../..')
  return {
    workerEntry: pathToFileURL(join(mainFolder, WORKER)),
    engineHostEntry: join(mainFolder, 'engine-host.js'),
    preloadEntry: join(mainFolder, '../preload/index.cjs'),
    rendererFolder: join(mainFolder, '../renderer'),
    // Captures are read as streams of real files, from the disk and not from the archive.
    samplePath: join(root.replace(ARCHIVE, '$&.unpacked'), SAMPLE)
  }
}
