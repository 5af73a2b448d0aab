/** The program as a user starts it on a command line: `reclaimscope serve`, with a data folder of its own. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const CLI = resolve(import.meta.dirname, '../../../scripts/cli.mjs')

export interface ServedProgram {
  readonly url: string
  /** Ends it, and waits until it is gone. */
  readonly end: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>
}

/** Starts it with files to open; resolves when it has printed its address. */
export async function serveCli(dataFolder: string, files: readonly string[] = []): Promise<ServedProgram> {
  const child = spawn(process.execPath, [CLI, 'serve', ...files], { env: { ...process.env, RECLAIMSCOPE_DATA: dataFolder }, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((done) => child.stdout.once('data', (line: Buffer) => done(line.toString().trim())))
  return {
    url,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((done) => child.once('exit', done))
      child.kill(signal)
      await gone
    }
  }
}
