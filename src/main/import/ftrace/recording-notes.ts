/** Lines of ftrace text that are no events: header comments, loss reports, preambles. */
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import type { SourcePosition } from '../../../shared/errors'

const ENTRIES = /entries-in-buffer\/entries-written:\s*(\d{1,15})\/(\d{1,15})(?:\s+#P:(\d{1,5}))?/
const LOST = /^\s*CPU:(\d+) \[(?:LOST )?(\d{1,15}) EVENTS(?: DROPPED)?\]/
const LOST_UNCOUNTED = /^\s*CPU:(\d+) \[EVENTS DROPPED\]/
/** Lines that other tools put around the trace. */
const HARMLESS = /^(\s*$|capturing trace|TRACE:|version = |cpus=\d+\s*$|trace-cmd version|CPU \d+ is empty|CPU:\d+ is empty|\s*done\s*$)/

/** What the recording says about itself. */
export class RecordingNotes {
  /** Events in the buffer and events written, of the header. */
  private inBuffer: number | null = null
  private written = 0
  private lost: number | null = null
  private dropsUncounted = 0

  /** Takes a comment line (starts with `#`). */
  readComment(text: string, builder: TraceBuilder): void {
    const match = ENTRIES.exec(text)
    if (match === null) return
    this.inBuffer = (this.inBuffer ?? 0) + Number(match[1])
    this.written += Number(match[2])
    if (match[3] !== undefined) builder.noteOnlineCpus(Number(match[3]))
  }

  /** Takes a line that is neither comment nor event. False when it is not understood. */
  readOther(text: string, builder: TraceBuilder, position: SourcePosition): boolean {
    const match = LOST.exec(text)
    if (match !== null) {
      this.lost = (this.lost ?? 0) + Number(match[2])
      if (Number(match[2]) > 0) builder.warn('EVENTS_LOST', `The recorder lost events on CPU ${match[1]}.`, position, undefined, Number(match[2]))
      return true
    }
    if (LOST_UNCOUNTED.test(text)) {
      this.dropsUncounted += 1
      builder.warn('EVENTS_LOST_UNCOUNTED', 'The recorder lost events and does not say how many.', position)
      return true
    }
    return HARMLESS.test(text)
  }

  /** Events lost: of the header or of the loss reports, whichever is larger (both may tell of the same). Null = cannot be told. */
  get lostEvents(): number | null {
    if (this.inBuffer === null && this.lost === null) return null
    if (this.dropsUncounted > 0 && this.lost === null) return null
    return Math.max(this.lost ?? 0, this.inBuffer === null ? 0 : this.written - this.inBuffer, 0)
  }
}
