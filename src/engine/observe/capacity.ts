/** Capacity of CPUs relative to the fastest of the device at its highest frequency. */
import type { Device } from '../../shared/device'
import type { Trace } from '../trace/trace'
import { meanFrequencyShare } from './frequency'

const known = new WeakMap<Device, ReadonlyMap<number, number>>()

function sharesOf(device: Device): ReadonlyMap<number, number> {
  const hit = known.get(device)
  if (hit !== undefined) return hit
  const cpus = (device.cpus ?? []).flatMap(({ id, capacity }) => (capacity === undefined ? [] : [{ id, capacity }]))
  const largest = cpus.reduce((most, { capacity }) => Math.max(most, capacity), 1)
  const shares = new Map(cpus.map(({ id, capacity }) => [id, capacity / largest]))
  known.set(device, shares)
  return shares
}

/** Share of a CPU, 0..1: time on it times this is work of the fastest CPU. 1 where device.json does not tell. */
export function capacityShare(device: Device | null, cpu: number): number {
  return device === null ? 1 : (sharesOf(device).get(cpu) ?? 1)
}

/** Work per nanosecond on a CPU in [fromNs, toNs) relative to the fastest CPU at its highest frequency, 0..1. */
export function workShare(trace: Trace, cpu: number, fromNs: number, toNs: number): number {
  return capacityShare(trace.device, cpu) * meanFrequencyShare(trace, cpu, fromNs, toNs)
}
