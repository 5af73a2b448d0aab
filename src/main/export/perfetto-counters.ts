/** Counters of a trace: /proc/vmstat names as sys_stats, everything else as counter tracks. */
import type { CounterTrack, Trace } from '../../engine/trace/trace'
import { VMSTAT_NAMES } from '../import/perfetto/sys-stats-names'
import { message, type PacketWriter } from './perfetto-packets'

/** TracePacket.sys_stats, SysStats.vmstat. */
const SYS_STATS = 7
const VMSTAT = 2
/** TracePacket.track_descriptor and .track_event. */
const TRACK_DESCRIPTOR = 60
const TRACK_EVENT = 11
const TYPE_COUNTER = 4

/** Adds all counters that are not per CPU, in order of the trace. */
export function addCounters(trace: Trace, packets: PacketWriter): void {
  const vmstat: { readonly track: CounterTrack; readonly key: number }[] = []
  let uuid = 1
  for (const track of trace.counters) {
    if (track.cpu >= 0) continue
    const key = VMSTAT_NAMES.indexOf(track.name)
    if (key > 0) vmstat.push({ track, key })
    else addTrack(track, uuid++, packets)
  }
  addVmstat(vmstat, packets)
}

/** One packet per sample time, with every counter that was sampled then. */
function addVmstat(tracks: readonly { readonly track: CounterTrack; readonly key: number }[], packets: PacketWriter): void {
  const byTime = new Map<number, { readonly key: number; readonly value: number }[]>()
  for (const { track, key } of tracks) {
    track.tsNs.forEach((tsNs, i) => {
      const value = Math.max(0, Math.round(track.value[i] as number))
      const samples = byTime.get(tsNs)
      if (samples === undefined) byTime.set(tsNs, [{ key, value }])
      else samples.push({ key, value })
    })
  }
  for (const [tsNs, samples] of [...byTime].sort(([a], [b]) => a - b)) {
    packets.add(tsNs, (packet) => message(packet, SYS_STATS, (stats) => {
      for (const { key, value } of samples) {
        message(stats, VMSTAT, (entry) => {
          entry.writeVarintField(1, key)
          entry.writeVarintField(2, value)
        })
      }
    }))
  }
}

/** A counter track of its own: a descriptor, then one event per sample. */
function addTrack(track: CounterTrack, uuid: number, packets: PacketWriter): void {
  packets.add(null, (packet) => message(packet, TRACK_DESCRIPTOR, (descriptor) => {
    descriptor.writeVarintField(1, uuid)
    descriptor.writeStringField(2, track.name)
    message(descriptor, 8, (counter) => counter.writeStringField(6, track.unit))
  }))
  track.tsNs.forEach((tsNs, i) => {
    packets.add(tsNs, (packet) => message(packet, TRACK_EVENT, (event) => {
      event.writeVarintField(9, TYPE_COUNTER)
      event.writeVarintField(11, uuid)
      event.writeDoubleField(44, track.value[i] as number)
    }))
  })
}
