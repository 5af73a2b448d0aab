/** Builds small Perfetto traces packet by packet. Field numbers are those of protos/perfetto/trace. */
import { PbfWriter } from 'pbf'

export type Fields = (writer: PbfWriter) => void

/** A message from what `fields` writes. */
export function message(fields: Fields): Uint8Array {
  const writer = new PbfWriter()
  fields(writer)
  return Uint8Array.from(writer.finish())
}

/** Adds a nested message, also when it is empty. */
export function nested(writer: PbfWriter, field: number, fields: Fields): void {
  writer.writeBytesField(field, message(fields))
}

/** A 64-bit varint, exact. */
export function varint64(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}

export function writeTime(writer: PbfWriter, field: number, ns: bigint | number): void {
  writer.writeTag(field, 0)
  for (const byte of varint64(BigInt(ns))) {
    writer.realloc(1)
    writer.buf[writer.pos++] = byte
  }
}

/** A whole trace. */
export function traceOf(...packets: readonly Fields[]): Uint8Array {
  return message((writer) => packets.forEach((fields) => nested(writer, 1, fields)))
}

/** A bundle of kernel events of one CPU. */
export function bundle(cpu: number, ...parts: readonly Fields[]): Fields {
  return (packet) => {
    packet.writeVarintField(10, 1)
    nested(packet, 1, (writer) => {
      writer.writeVarintField(1, cpu)
      for (const part of parts) part(writer)
    })
  }
}

/** A kernel event inside a bundle. */
export function event(ns: bigint | number, tid: number, field: number, fields: Fields): Fields {
  return (writer) => nested(writer, 2, (inner) => {
    writeTime(inner, 1, ns)
    inner.writeVarintField(2, tid)
    nested(inner, field, fields)
  })
}

export function schedSwitch(ns: bigint | number, [prev, prevTid]: readonly [string, number], state: number, [next, nextTid]: readonly [string, number], priority = 120): Fields {
  return event(ns, prevTid, 4, (writer) => {
    writer.writeStringField(1, prev)
    writer.writeVarintField(2, prevTid)
    writer.writeVarintField(3, 120)
    writer.writeVarintField(4, state)
    writer.writeStringField(5, next)
    writer.writeVarintField(6, nextTid)
    writer.writeVarintField(7, priority)
  })
}

export function print(ns: bigint | number, tid: number, text: string): Fields {
  return event(ns, tid, 3, (writer) => writer.writeStringField(2, text))
}

/** `SysStats` at `ns`. */
export function sysStats(ns: bigint | number, fields: Fields, clock?: number): Fields {
  return (packet) => {
    writeTime(packet, 8, ns)
    if (clock !== undefined) packet.writeVarintField(58, clock)
    nested(packet, 7, fields)
  }
}

/** `{ key 1, value 2 }` in a field of `SysStats`. */
export function keyed(field: number, key: number, value: number): Fields {
  return (writer) => nested(writer, field, (inner) => {
    inner.writeVarintField(1, key)
    inner.writeVarintField(2, value)
  })
}

export function all(...parts: readonly Fields[]): Fields {
  return (writer) => parts.forEach((part) => part(writer))
}

/** `ClockSnapshot` of clock id -> ns. */
export function clockSnapshot(clocks: Readonly<Record<number, bigint>>, primary?: number): Fields {
  return (packet) => nested(packet, 6, (writer) => {
    for (const [id, ns] of Object.entries(clocks)) {
      nested(writer, 1, (inner) => {
        inner.writeVarintField(1, Number(id))
        writeTime(inner, 2, ns)
      })
    }
    if (primary !== undefined) writer.writeVarintField(2, primary)
  })
}

/** Packed list. */
export function packed(field: number, values: readonly number[]): Fields {
  return (writer) => writer.writePackedVarint(field, [...values])
}

/** A description of an event in dynamic field `field`. */
export function descriptor(field: number, name: string, fields: readonly (readonly [name: string, number: number, type: number])[]): Fields {
  return (writer) => nested(writer, 11, (inner) => {
    inner.writeVarintField(1, field)
    nested(inner, 2, (proto) => {
      proto.writeStringField(1, name)
      for (const [fieldName, number, type] of fields) {
        nested(proto, 2, (entry) => {
          entry.writeStringField(1, fieldName)
          entry.writeVarintField(3, number)
          entry.writeVarintField(5, type)
        })
      }
    })
  })
}

/** `GenericFtraceEvent`. */
export function generic(ns: bigint | number, tid: number, name: string, values: Readonly<Record<string, number>>): Fields {
  return event(ns, tid, 327, (writer) => {
    writer.writeStringField(1, name)
    for (const [key, value] of Object.entries(values)) {
      nested(writer, 2, (inner) => {
        inner.writeStringField(1, key)
        inner.writeVarintField(4, value)
      })
    }
  })
}
