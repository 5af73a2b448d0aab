/** A trace as a binary Perfetto trace that its viewer and trace_processor open. */
import { recordedKernel } from '../../engine/kernel-release'
import type { Trace } from '../../engine/trace/trace'
import { addCounters } from './perfetto-counters'
import { addEvents } from './perfetto-events'
import { message, PacketWriter } from './perfetto-packets'

/** TracePacket.system_info, SystemInfo.utsname; TracePacket.process_tree and its threads. */
const SYSTEM_INFO = 45
const PROCESS_TREE = 2

export interface PerfettoOptions {
  /** Tells readers how to decode task states. Default: the device's. */
  readonly kernelRelease?: string | null
  /** Nanoseconds on the clock that the trace's times are relative to. Default: its origin. */
  readonly originNs?: number
}

/**
 * Scheduling, wake-ups, kswapd and direct reclaim, counters.
 * @param trace a recording or a replayed timeline; times are taken as those of the boot clock
 */
export function traceToPerfetto(trace: Trace, options: PerfettoOptions = {}): Uint8Array {
  const packets = new PacketWriter(options.originNs ?? trace.originS * 1e9)
  const kernelRelease = options.kernelRelease ?? recordedKernel(trace)
  packets.add(null, (packet) => message(packet, SYSTEM_INFO, (info) => message(info, 1, (utsname) => {
    utsname.writeStringField(1, 'Linux')
    utsname.writeStringField(3, kernelRelease ?? '5.10')
  })))
  addProcesses(trace, packets)
  addEvents(trace, packets)
  addCounters(trace, packets)
  return packets.finish()
}

/** Threads whose process is known; names of the others come with their switches. */
function addProcesses(trace: Trace, packets: PacketWriter): void {
  const { threads } = trace
  const known = Array.from({ length: threads.count }, (_, i) => i).filter((i) => i > 0 && (threads.tgid[i] ?? -1) > 0)
  if (known.length === 0) return
  packets.add(trace.startNs, (packet) => message(packet, PROCESS_TREE, (tree) => {
    for (const tgid of [...new Set(known.map((i) => threads.tgid[i] as number))]) {
      const row = known.find((i) => threads.tgid[i] === tgid && (threads.processName[i] ?? '') !== '') ?? known.find((i) => threads.tid[i] === tgid)
      message(tree, 1, (process) => {
        process.writeVarintField(1, tgid)
        if (row !== undefined) process.writeStringField(3, threads.processName[row] === '' ? (threads.name[row] ?? '') : (threads.processName[row] ?? ''))
      })
    }
    for (const i of known) {
      message(tree, 2, (thread) => {
        thread.writeVarintField(1, threads.tid[i] as number)
        thread.writeStringField(2, threads.name[i] ?? '')
        thread.writeVarintField(3, threads.tgid[i] as number)
      })
    }
  }))
}
