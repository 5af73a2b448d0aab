/** Importer of Perfetto's binary traces (.perfetto-trace, .pftrace). */
import type { AppError } from '../../../shared/errors'
import type { Importer, ImportSession, ImportTarget, InputHead } from '../importer'
import { PacketReader } from './packet-reader'
import { PacketStream, readHeader } from './packet-stream'
import { PerfettoContext } from './perfetto-context'
import { WireReader } from './wire-reader'

/** Packets looked at to recognise the format. */
const PROBE_PACKETS = 5
const MAX_FIELD = 2000
/** What compressed packets may expand to in all. */
const MAX_INFLATED_BYTES = 8 * 1024 ** 3

export const perfettoBinary: Importer = {
  id: 'perfetto',
  detect,
  start: (target) => new PerfettoSession(target)
}

/** A few packets in a row whose fields end where the packet ends do not happen by chance. */
function detect(head: InputHead): number {
  let at = 0
  let packets = 0
  while (packets < PROBE_PACKETS && at < head.bytes.length) {
    const header = readHeader(head.bytes, at)
    if (header === 'broken') return 0
    if (header === null || header.start + header.length > head.bytes.length) break
    if (!isMessage(head.bytes, header.start, header.start + header.length)) return 0
    at = header.start + header.length
    packets += 1
  }
  if (packets >= 2 || (packets === 1 && at === head.bytes.length)) return 0.9
  return packets === 1 || isStartOfMessage(head.bytes) ? 0.5 : 0
}

function isMessage(bytes: Uint8Array, start: number, end: number): boolean {
  const reader = new WireReader()
  reader.reset(bytes)
  reader.seek(start)
  try {
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) if (field > MAX_FIELD) return false
    return end > start
  } catch {
    return false
  }
}

/** The first packet is larger than the head: its first field must be one that stands in front of a large payload. */
function isStartOfMessage(bytes: Uint8Array): boolean {
  const header = readHeader(bytes, 0)
  if (header === null || header === 'broken' || header.start + header.length <= bytes.length) return false
  const first = bytes[header.start] ?? 0
  return bytes.includes(0) && (first === 0x0a || first === 0x40 || first === 0x50 || first === 0x92)
}

class PerfettoSession implements ImportSession {
  private readonly target: ImportTarget
  private readonly context: PerfettoContext
  private readonly packets: PacketReader
  private readonly stream = new PacketStream(this)
  private isReadable = true

  constructor(target: ImportTarget) {
    this.target = target
    this.context = new PerfettoContext(target.builder, target.file)
    this.packets = new PacketReader(this.context, MAX_INFLATED_BYTES)
  }

  /** Packets: the format has no lines. */
  get lines(): number {
    return this.packets.packets
  }

  push(chunk: Uint8Array): AppError | null {
    if (this.isReadable) this.isReadable = this.stream.push(chunk)
    return null
  }

  end(isTruncated: boolean): AppError | null {
    if (!isTruncated && this.isReadable && this.stream.isInsidePacket) {
      this.context.warn('INPUT_TRUNCATED', 'The recording breaks off inside a packet: what comes after is missing.', `after packet ${this.packets.packets}`)
    }
    return this.finish() ? null : this.nothingFound()
  }

  onBlock(bytes: Uint8Array): void {
    this.context.reader.reset(bytes)
  }

  onPacket(start: number, end: number): void {
    this.packets.read(start, end)
  }

  onNoPacket(bytes: number): void {
    this.context.warn('PACKET_MALFORMED', 'The recording holds bytes that are no packet: left out.', `${bytes} bytes after packet ${this.packets.packets}`)
  }

  /** Hands over what is known only now; false when the recording had nothing of use. */
  private finish(): boolean {
    const { context, packets } = this
    const { builder } = context
    const { bundles } = packets
    const events = bundles.events.countAll() + bundles.compact.switches + bundles.compact.wakings
    builder.countEvent('sched_switch', bundles.compact.switches)
    builder.countEvent('sched_waking', bundles.compact.wakings)
    context.names.finish()
    builder.noteClock(context.clock.name)
    this.target.clocks.noteName(context.clock.name)
    for (const { clock, own, other } of context.clock.firstReadings()) this.target.clocks.noteReading(clock, own, other)
    const lost = packets.losses.lostEvents
    if (lost !== null) builder.noteLostEvents(lost)
    if (lost !== null && lost > 0) context.warn('RECORDING_INCOMPLETE', `${lost} events were lost while recording.`)
    if (packets.lostPackets > 0) context.warn('PACKETS_LOST', 'A data source lost packets while recording.', undefined, packets.lostPackets)
    return events > 0 || !builder.isEmpty
  }

  private nothingFound(): AppError {
    if (this.packets.unreadable > 0) {
      return {
        code: 'INPUT_NO_EVENTS', message: 'The Perfetto trace is compressed with zstd, which this version of Node.js cannot read.', file: this.target.file,
        found: `${this.packets.unreadable} compressed packets`, advice: 'Use Node.js 22.15 or later, the desktop app, or record with deflate.'
      }
    }
    return {
      code: 'INPUT_NO_EVENTS', message: 'The Perfetto trace holds no kernel events and no polled counters.', file: this.target.file,
      found: `${this.packets.packets} packets`, expected: 'data sources linux.ftrace or linux.sys_stats',
      advice: 'Record with ftrace events (sched, vmscan) and sys_stats.'
    }
  }
}
