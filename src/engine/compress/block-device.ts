/**
 * A flash device: requests are served one after the other at a rate, and a read takes a latency besides. Times only; what is
 * transferred is booked elsewhere.
 */

/** Times of a device, ns. */
export interface DeviceProfile {
  /** From the end of service to completion of a read, and the service of one page. */
  readonly readLatencyNs: number
  readonly readPageNs: number
  /** Service of one written page; its completion follows at once (write cache). */
  readonly writePageNs: number
  /** CPU time of the block layer per page: submission, and the completion interrupt. */
  readonly submitNs: number
  readonly interruptNs: number
  readonly source: string
}

/**
 * UFS of a phone. Writing: 185,072 pages in 2.3-2.5 s asynchronously and 3.1-3.5 s one by one on Android, at 0.9-1.2 s of system
 * time, of which decompression is about a third. Reading has no published figure.
 */
export const UFS_PROFILE: DeviceProfile = {
  readLatencyNs: 134_000, readPageNs: 16_000, writePageNs: 12_800, submitNs: 2500, interruptNs: 1000,
  source: 'writes: 12.8 us per page with 32 in flight (idle writeback on Android, July 2025 series); read latency 150 us and rate assumed'
}

export class BlockDevice {
  /** Time of service so far, ns. */
  busyNs = 0
  private freeAtNs = 0

  constructor(readonly profile: DeviceProfile) {}

  /** Submits a read of one page; returns when it is complete, ns. */
  read(nowNs: number): number {
    return this.serve(nowNs, this.profile.readPageNs) + this.profile.readLatencyNs
  }

  /** Submits a write of one page; returns when it is complete, ns. */
  write(nowNs: number): number {
    return this.serve(nowNs, this.profile.writePageNs)
  }

  private serve(nowNs: number, serviceNs: number): number {
    this.freeAtNs = Math.max(nowNs, this.freeAtNs) + serviceNs
    this.busyNs += serviceNs
    return this.freeAtNs
  }
}
