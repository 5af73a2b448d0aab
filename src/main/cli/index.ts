/** Entry of the command line: joins the process to `runCli`. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { openCapture } from '../import/open-capture'
import { InlineRunner } from '../runner/inline-runner'
import type { Runner } from '../runner/runner'
import { WorkerPool } from '../runner/worker-pool'
import { WorkerRunner } from '../runner/worker-runner'
import { runCli } from './run-cli'

const HEAP_MB = 4096
/** The built worker lies beside the built command line. */
const WORKER = join(dirname(fileURLToPath(import.meta.url)), 'worker.js')

function createRunner(): Runner {
  if (!existsSync(WORKER)) return new InlineRunner()
  return new WorkerRunner(new WorkerPool({ entry: pathToFileURL(WORKER), size: availableParallelism(), heapMb: HEAP_MB }))
}

/** A reader that went away (`| head`) is no fault. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const stopped = (): Promise<void> => new Promise((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, () => resolve())))

process.exitCode = await runCli(process.argv.slice(2), {
  io: { stdout: process.stdout, stderr: process.stderr, isTty: process.stderr.isTTY === true, stdin: process.stdin, stopped },
  openCapture,
  createRunner,
  recordFolder: join(dirname(WORKER), '../../resources/record')
})
