/** The command line: finds the command, prints help and version, turns faults into exit code 1. */
import { existsSync } from 'node:fs'
import { excerpt } from '../../shared/errors'
import { ENGINE_VERSION, PRODUCT_VERSION } from '../../shared/version'
import type { CliParts, Command } from './cli-io'
import { EXIT_DONE, EXIT_FAULT, EXIT_USAGE } from './exit-codes'
import { EXPORT } from './export-command'
import { INSPECT } from './inspect-command'
import { PRESETS_COMMAND } from './presets-command'
import { RECORD } from './record-command'
import { refuse } from './refuse'
import { REPLAY } from './replay-command'
import { SCHEMA } from './schema-command'
import { SERVE } from './serve-command'
import { SWEEP } from './sweep-command'
import { VALIDATE } from './validate-command'

/** In the order of `--help`. One more command is one more line. */
const COMMANDS: readonly Command[] = [INSPECT, REPLAY, VALIDATE, SWEEP, EXPORT, RECORD, PRESETS_COMMAND, SCHEMA, SERVE]

/**
 * Runs `reclaimscope ARGV…`. Files in the place of a command are opened in the app.
 *
 * @returns exit code: 0 done, 1 internal fault, 2 wrong call, 3 input refused
 */
export async function runCli(argv: readonly string[], parts: CliParts): Promise<number> {
  const { io } = parts
  const [first, ...rest] = argv
  try {
    if (first === '--version' || first === '-V') {
      io.stdout.write(`reclaimscope ${PRODUCT_VERSION} (engine ${ENGINE_VERSION})\n`)
      return EXIT_DONE
    }
    if (first === '--help' || first === '-h' || first === 'help') return help(rest[0], parts)
    if (first === undefined) {
      io.stderr.write(overview())
      return EXIT_USAGE
    }
    const command = COMMANDS.find(({ name }) => name === first) ?? (existsSync(first) ? SERVE : undefined)
    if (command === undefined) return unknownCommand(first, parts)
    if (command.name !== first) return await command.run(argv, parts)
    return asksForHelp(rest) ? help(first, parts) : await command.run(rest, parts)
  } catch (fault) {
    io.stderr.write(`reclaimscope: internal fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`)
    return EXIT_FAULT
  }
}

/** `--help` anywhere before a `--`. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === '--help' || arg === '-h')
}

function help(name: string | undefined, parts: CliParts): number {
  if (name === undefined) {
    parts.io.stdout.write(overview())
    return EXIT_DONE
  }
  const command = COMMANDS.find((candidate) => candidate.name === name)
  if (command === undefined) return unknownCommand(name, parts)
  parts.io.stdout.write(`Usage: reclaimscope ${command.usage}\n\n${capitalised(command.summary)}.\n\n${command.help}\n`)
  return EXIT_DONE
}

function unknownCommand(name: string, parts: CliParts): number {
  return refuse({ code: 'USAGE', message: 'There is no such command.', found: excerpt(name), expected: COMMANDS.map((command) => command.name).join(', '), advice: "See 'reclaimscope --help'." }, parts.io)
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const list = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')
  return `Usage: reclaimscope COMMAND …
       reclaimscope CAPTURE…   the same as 'serve CAPTURE…': opens it in the app

What would kcompressd change? Replays recorded memory pressure under other configurations.

${list}

  --help [COMMAND], --version

Exit codes: 0 done, 1 internal fault, 2 wrong call, 3 input refused.
`
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
