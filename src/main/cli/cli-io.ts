/** What the command line needs of its process; tests give their own. */
import type { CaptureInput, OpenOptions } from '../import/open-capture'
import type { Runner } from '../runner/runner'
import type { Trace } from '../../engine/trace/trace'
import type { AppError } from '../../shared/errors'
import type { Result } from '../../shared/result'

/** A place for text. */
export interface TextSink {
  write(text: string): unknown
}

export interface CliIo {
  readonly stdout: TextSink
  readonly stderr: TextSink
  /** Whether stderr is a terminal; progress goes nowhere else. */
  readonly isTty: boolean
  readonly stdin: AsyncIterable<Uint8Array>
  /** Resolves when the user or the system asks the program to stop. */
  readonly stopped: () => Promise<void>
}

/** The parts that commands work with. */
export interface CliParts {
  readonly io: CliIo
  readonly openCapture: (inputs: readonly CaptureInput[], options?: OpenOptions) => Promise<Result<Trace, AppError>>
  /** Made when a command needs one; the command closes it. */
  readonly createRunner: () => Runner
  /** `resources/record` of this installation. */
  readonly recordFolder: string
}

/** One command. `run` gives the exit code. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** Lines after `Usage: reclaimscope `, then an explanation. */
  readonly usage: string
  readonly help: string
  run(argv: readonly string[], parts: CliParts): Promise<number>
}
