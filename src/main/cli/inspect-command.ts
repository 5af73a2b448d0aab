import { EXIT_DONE } from './exit-codes'
import type { Command } from './cli-io'
import { CAPTURE_HELP, CAPTURE_OPTIONS, openNamedCapture } from './capture-inputs'
import { inspectTrace } from '../services/inspection'
import { inspectionText } from './inspection-text'
import { parseArguments } from './parse-arguments'
import { refuse } from './refuse'

/** `inspect`: what is in a capture. */
export const INSPECT: Command = {
  name: 'inspect',
  summary: 'what is in a capture: format, clock, span, CPUs, events, counters, warnings',
  usage: 'inspect CAPTURE… [--json] [--columns FILE]',
  help: `Files, folders or - (stdin) are read as one capture on one clock.

  --json           print everything as JSON
${CAPTURE_HELP}`,
  async run(argv, parts) {
    const parsed = parseArguments(argv, { json: { type: 'boolean' }, ...CAPTURE_OPTIONS })
    if (!parsed.ok) return refuse(parsed.error, parts.io)
    const trace = await openNamedCapture(parsed.value.positionals, parsed.value.values, parts)
    if (!trace.ok) return refuse(trace.error, parts.io)
    const inspection = inspectTrace(trace.value)
    parts.io.stdout.write(parsed.value.values.json === true ? `${JSON.stringify(inspection, null, 2)}\n` : inspectionText(inspection))
    return EXIT_DONE
  }
}
