/** Packets of a Perfetto trace (protos/perfetto/trace): one sequence, times on the boot clock. */
import { PbfWriter } from 'pbf'

const SEQUENCE_ID = 1
/** TracePacket fields. */
const TIMESTAMP = 8
const TRUSTED_SEQUENCE_ID = 10

type Write = (writer: PbfWriter) => void

/** Collects packets of one trace. */
export class PacketWriter {
  private readonly writer = new PbfWriter()

  /** @param originNs nanoseconds on the clock that event times are relative to */
  constructor(private readonly originNs: number) {}

  /** Absolute nanoseconds of an event time, exact below 2^53. */
  absoluteNs(tsNs: number): number {
    return this.originNs + tsNs
  }

  /** Adds a packet; `timestampNs` null = none of its own. */
  add(timestampNs: number | null, write: Write): void {
    this.writer.writeMessage(1, (_: null, packet: PbfWriter) => {
      if (timestampNs !== null) packet.writeVarintField(TIMESTAMP, this.absoluteNs(timestampNs))
      packet.writeVarintField(TRUSTED_SEQUENCE_ID, SEQUENCE_ID)
      write(packet)
    }, null)
  }

  finish(): Uint8Array {
    return this.writer.finish()
  }
}

/** Writes a nested message. */
export function message(writer: PbfWriter, field: number, write: Write): void {
  writer.writeMessage(field, (_: null, inner: PbfWriter) => write(inner), null)
}
