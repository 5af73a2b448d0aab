/**
 * Listings of processes and threads: the PROCESS DUMP block of a systrace page, or `ps` output. They give names and processes to
 * threads of which the recording itself says less (`<...>`, no TGID column); they hold no events.
 */
import type { ThreadTableBuilder } from '../../../engine/trace/thread-table-builder'
import type { AppError } from '../../../shared/errors'
import type { Importer, ImportSession, ImportTarget, InputHead } from '../importer'
import { LineBlocks } from '../input/line-blocks'

const FIRST_LINE = /^PROCESS DUMP\s*$/m
/** `USER PID PPID VSZ RSS WCHAN PC S NAME COMM`: one process per line; the name is the ninth word. */
const PROCESS_HEADER = /^USER\s+PID\s+PPID\s.*\bNAME\b/
/** `ps -ef`: `UID PID PPID C STIME TTY TIME CMD`, one process per line. */
const PS_HEADER = /^UID\s+PID\s+PPID\s+C\s+STIME\s+TTY\s+TIME\s+CMD/
/** `USER PID TID CMD`: one thread per line. */
const THREAD_HEADER = /^USER\s+PID\s+TID\s+CMD/
const PROCESS_LINE = /^\S+\s+(\d{1,10})\s+\d{1,10}\s+\d+\s+\d+\s+\S+\s+\S+\s+\S+\s+(\S.*)$/
const PS_LINE = /^\S+\s+(\d{1,10})\s+\d{1,10}\s+\d+\s+\S+\s+\S+\s+[\d:-]+\s+(\S+)/
const THREAD_LINE = /^\S+\s+(\d{1,10})\s+(\d{1,10})\s+(\S.*)$/
const MAX_PID = 0x7fffffff

export const processDump: Importer = {
  id: 'process-dump',
  detect,
  start: (target) => new DumpSession(target)
}

function detect(head: InputHead): number {
  if (head.text.trimStart().startsWith('<')) return 0
  const first = head.text.slice(0, 400)
  return FIRST_LINE.test(first) || first.split(/\r?\n/).some((line) => PROCESS_HEADER.test(line) || PS_HEADER.test(line) || THREAD_HEADER.test(line)) ? 0.9 : 0
}

/** Takes the lines of a listing one by one. */
export class ProcessDump {
  /** Processes and threads read. */
  entries = 0
  private readonly threads: ThreadTableBuilder
  private form: 'none' | 'processes' | 'ps' | 'threads' = 'none'

  constructor(threads: ThreadTableBuilder) {
    this.threads = threads
  }

  readLine(line: string): void {
    if (PROCESS_HEADER.test(line)) this.form = 'processes'
    else if (PS_HEADER.test(line)) this.form = 'ps'
    else if (THREAD_HEADER.test(line)) this.form = 'threads'
    else if (this.form === 'processes') this.readProcess(PROCESS_LINE.exec(line.trimEnd()))
    else if (this.form === 'ps') this.readProcess(PS_LINE.exec(line))
    else if (this.form === 'threads') this.readThread(line)
  }

  private readProcess(match: RegExpExecArray | null): void {
    const pid = Number(match?.[1])
    if (match === null || pid > MAX_PID) return
    // NAME and COMM; the latter has no blanks in front when NAME is long.
    const [name = ''] = (match[2] ?? '').split(/\s{2,}|\s(?=\[)/, 1)
    this.threads.listProcess(pid, name.replace(/^\[(.*)\]$/, '$1'))
    this.entries += 1
  }

  private readThread(line: string): void {
    const match = THREAD_LINE.exec(line.trimEnd())
    const [tgid, tid] = [Number(match?.[1]), Number(match?.[2])]
    if (match === null || tgid > MAX_PID || tid > MAX_PID) return
    this.threads.listThread(tid, tgid, match[3] ?? '')
    this.entries += 1
  }
}

class DumpSession implements ImportSession {
  lines = 0
  private readonly target: ImportTarget
  private readonly dump: ProcessDump
  private readonly blocks = new LineBlocks(this)

  constructor(target: ImportTarget) {
    this.target = target
    this.dump = new ProcessDump(target.builder.threads)
  }

  push(chunk: Uint8Array): null {
    this.blocks.push(chunk)
    return null
  }

  end(isTruncated: boolean): AppError | null {
    this.blocks.end(isTruncated)
    if (!this.target.builder.isEmpty && this.dump.entries > 0) return null
    return {
      code: 'INPUT_NO_EVENTS', message: 'The listing of processes holds no events.', file: this.target.file,
      found: `${this.dump.entries} processes and threads`, expected: 'a recording beside it', advice: 'Open it together with the trace that it belongs to.'
    }
  }

  onLines(bytes: Uint8Array, start: number, end: number): void {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8').split('\n')
    lines.pop()
    this.lines += lines.length
    for (const line of lines) this.dump.readLine(line)
  }

  onLongLine(): void {
    this.lines += 1
    this.target.builder.warn('LINE_TOO_LONG', 'A line is too long: skipped.', { file: this.target.file, line: this.lines })
  }
}
