/** `TracePacket`: finds out what a packet holds and hands it to the reader of that. */
import * as zlib from 'node:zlib'
import { FtraceBundles } from './ftrace-bundle'
import { readHeader } from './packet-stream'
import type { PerfettoContext } from './perfetto-context'
import {
  DEFAULT_CLOCK, keepsOlderEvents, LossStats, readClockSnapshot, readServiceEvent, readSystemInfo, readTraceStats
} from './recording-packets'
import { readProcessStats, readProcessTree, readSysStats } from './system-packets'
import { MalformedMessage, WireReader } from './wire-reader'

const FIELDS = {
  ftraceEvents: 1, processTree: 2, clockSnapshot: 6, sysStats: 7, timestamp: 8, processStats: 9, sequence: 10, traceConfig: 33, ftraceStats: 34,
  traceStats: 35, packetDropped: 42, systemInfo: 45, compressed: 50, clock: 58, defaults: 59, serviceEvent: 69, machine: 98, zstdCompressed: 133
} as const
const PAYLOADS = new Set<number>([
  FIELDS.ftraceEvents, FIELDS.processTree, FIELDS.clockSnapshot, FIELDS.sysStats, FIELDS.processStats, FIELDS.traceConfig, FIELDS.ftraceStats,
  FIELDS.traceStats, FIELDS.systemInfo, FIELDS.compressed, FIELDS.serviceEvent, FIELDS.zstdCompressed
])
/** Compressed packets do not nest in real recordings. */
const MAX_NESTING = 1
/** What one compressed packet may expand to; the service compresses at most 512 KiB at once. */
const MAX_INFLATED_BYTES = 64 * 1024 * 1024
const MAX_SEQUENCES = 1_000_000

interface Packet {
  payload: number
  start: number
  end: number
  hasTime: boolean
  seconds: number
  nanoseconds: number
  clock: number | null
  sequence: number
  /** 0 = the one that recorded; others are guests, with CPUs and threads of their own. */
  machine: number
}

export class PacketReader {
  packets = 0
  readonly bundles: FtraceBundles
  readonly losses = new LossStats()
  lostPackets = 0
  /** Compressed packets that this version of Node.js cannot read. */
  unreadable = 0
  /** Bytes that compressed packets expanded to. */
  inflatedBytes = 0
  private readonly context: PerfettoContext
  private readonly maxInflatedBytes: number
  /** Clock of every packet sequence met, from `TracePacketDefaults`. */
  private readonly sequenceClocks = new Map<number, number>()
  private isKeepingOlder = false

  constructor(context: PerfettoContext, maxInflatedBytes: number) {
    this.context = context
    this.maxInflatedBytes = maxInflatedBytes
    this.bundles = new FtraceBundles(context)
  }

  /** Reads the packet `[start, end)` of the reader's buffer. A malformed one is counted; what was read of it stays. */
  read(start: number, end: number, nesting = 0): void {
    this.packets += 1
    const { reader } = this.context
    try {
      reader.seek(start)
      const packet = this.readEnvelope(end)
      if (packet.payload === 0) return
      if (packet.machine !== 0) return this.context.warn('OTHER_MACHINE', 'Packets of another machine (a guest of the device) are left out: its CPUs and threads have the same numbers.')
      reader.seek(packet.start)
      this.readPayload(packet, nesting)
    } catch (error) {
      this.context.warn('PACKET_MALFORMED', 'A packet of the recording is damaged: what could not be read of it is left out.', reasonOf(error))
    }
  }

  private readEnvelope(end: number): Packet {
    const { reader } = this.context
    const packet: Packet = { payload: 0, start: 0, end: 0, hasTime: false, seconds: 0, nanoseconds: 0, clock: null, sequence: 0, machine: 0 }
    let defaultClock: number | null = null
    let isAfterDrop = false
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field === FIELDS.timestamp) {
        reader.readTime()
        packet.hasTime = true
        packet.seconds = reader.seconds
        packet.nanoseconds = reader.nanoseconds
      } else if (field === FIELDS.sequence) packet.sequence = reader.readUnsigned()
      else if (field === FIELDS.machine) packet.machine = reader.readUnsigned()
      else if (field === FIELDS.clock) packet.clock = reader.readUnsigned()
      else if (field === FIELDS.packetDropped) isAfterDrop = reader.readUnsigned() !== 0
      else if (field === FIELDS.defaults) defaultClock = readDefaultClock(reader, reader.enter(end))
      else if (PAYLOADS.has(field)) {
        packet.payload = field
        packet.end = reader.enter(end)
        packet.start = reader.pos
        reader.seek(packet.end)
      }
    }
    this.noteSequence(packet.sequence, isAfterDrop, defaultClock)
    return packet
  }

  /** The first packet of a sequence always says that it comes after a gap. */
  private noteSequence(sequence: number, isAfterDrop: boolean, defaultClock: number | null): void {
    const known = this.sequenceClocks.get(sequence)
    if (known === undefined && this.sequenceClocks.size >= MAX_SEQUENCES) return
    if (isAfterDrop && known !== undefined) this.context.warn('PACKETS_LOST', 'Packets are missing: the recording was overwritten or a buffer was full.')
    if (known === undefined || defaultClock !== null) this.sequenceClocks.set(sequence, defaultClock ?? DEFAULT_CLOCK)
  }

  private readPayload(packet: Packet, nesting: number): void {
    const { context } = this
    const { end } = packet
    switch (packet.payload) {
      case FIELDS.ftraceEvents: return this.bundles.read(end, packet.sequence)
      case FIELDS.processTree: return readProcessTree(context, end, packet.hasTime ? this.timeOf(packet) : -Infinity)
      case FIELDS.clockSnapshot: return readClockSnapshot(context, end, packet.sequence)
      case FIELDS.systemInfo: return readSystemInfo(context, end)
      case FIELDS.ftraceStats: return this.losses.readFtraceStats(context, end)
      case FIELDS.traceStats: {
        // Totals since the start: the last packet counts.
        this.lostPackets = readTraceStats(context, end)
        return
      }
      case FIELDS.traceConfig: {
        this.isKeepingOlder = keepsOlderEvents(context, end) || this.isKeepingOlder
        return
      }
      case FIELDS.compressed: return this.readCompressed(packet, nesting)
      case FIELDS.zstdCompressed: return this.readCompressed(packet, nesting)
      default: return this.readTimed(packet)
    }
  }

  private readTimed(packet: Packet): void {
    const tsNs = this.timeOf(packet)
    if (packet.payload === FIELDS.serviceEvent) {
      if (!this.isKeepingOlder && packet.hasTime) readServiceEvent(this.context, packet.end, tsNs)
      return
    }
    if (!packet.hasTime) throw new MalformedMessage('a packet with samples has no time')
    if (tsNs !== tsNs) return
    if (packet.payload === FIELDS.sysStats) readSysStats(this.context, packet.end, tsNs)
    else readProcessStats(this.context, packet.end, tsNs)
  }

  private timeOf({ hasTime, seconds, nanoseconds, clock, sequence }: Packet): number {
    if (!hasTime) return NaN
    const { reader } = this.context
    reader.seconds = seconds
    reader.nanoseconds = nanoseconds
    const id = clock ?? this.sequenceClocks.get(sequence) ?? DEFAULT_CLOCK
    return this.context.timeOf(this.context.clock.key(id, sequence))
  }

  /** A compressed run of packets, as long a trace of its own. */
  private readCompressed({ payload, start, end }: Packet, nesting: number): void {
    if (nesting >= MAX_NESTING) throw new MalformedMessage('compressed packets inside compressed packets')
    const outer = this.context.reader
    const bytes = this.inflate(outer.buf.subarray(start, end), payload === FIELDS.zstdCompressed)
    if (bytes === null) return
    const inner = new WireReader()
    inner.reset(bytes)
    this.context.reader.swap(inner)
    try {
      this.readNested(bytes, nesting)
    } finally {
      this.context.reader.swap(inner)
    }
  }

  private readNested(bytes: Uint8Array, nesting: number): void {
    for (let at = 0; at < bytes.length; ) {
      const header = readHeader(bytes, at)
      if (header === null || header === 'broken' || header.start + header.length > bytes.length) throw new MalformedMessage('compressed packets do not end with a packet')
      at = header.start + header.length
      this.read(header.start, at, nesting + 1)
    }
  }

  private inflate(bytes: Uint8Array, isZstd: boolean): Uint8Array | null {
    const maxOutputLength = Math.min(MAX_INFLATED_BYTES, this.maxInflatedBytes - this.inflatedBytes)
    if (maxOutputLength <= 0) throw new MalformedMessage('compressed packets expand to more than is allowed')
    if (isZstd && typeof zlib.zstdDecompressSync !== 'function') {
      this.unreadable += 1
      this.context.warn('PACKETS_NOT_READ', 'Packets are compressed with zstd, which this version of Node.js cannot read. Use Node.js 22.15 or later, or record with deflate.')
      return null
    }
    const inflated = isZstd ? zlib.zstdDecompressSync(bytes, { maxOutputLength }) : zlib.inflateSync(bytes, { maxOutputLength })
    this.inflatedBytes += inflated.length
    return inflated
  }
}

/** `TracePacketDefaults { timestamp_clock_id 58 }`. */
function readDefaultClock(reader: WireReader, end: number): number | null {
  let clock: number | null = null
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) if (field === FIELDS.clock) clock = reader.readUnsigned()
  return clock
}

function reasonOf(error: unknown): string {
  if (error instanceof MalformedMessage) return error.message
  return error instanceof Error ? error.message : 'unreadable'
}
