/** Runs the command line in this process with captured streams. */
import { join } from 'node:path'
import { openCapture } from '../../src/main/import/open-capture'
import { runCli } from '../../src/main/cli/run-cli'
import type { CliParts } from '../../src/main/cli/cli-io'
import { InlineRunner } from '../../src/main/runner/inline-runner'

export interface CliOutcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function* chunksOf(text: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text)
}

/** `reclaimscope ARGV`; parts can be replaced. */
export async function cli(argv: readonly string[], options: { stdin?: string; isTty?: boolean; stopped?: () => Promise<void>; parts?: Partial<CliParts> } = {}): Promise<CliOutcome> {
  let out = ''
  let err = ''
  const io = {
    stdout: { write: (text: string) => (out += text) }, stderr: { write: (text: string) => (err += text) },
    isTty: options.isTty ?? false, stdin: chunksOf(options.stdin ?? ''), stopped: options.stopped ?? (() => Promise.resolve())
  }
  const code = await runCli(argv, { io, openCapture, createRunner: () => new InlineRunner(), recordFolder: join(import.meta.dirname, '../../resources/record'), ...options.parts })
  return { code, out, err }
}
