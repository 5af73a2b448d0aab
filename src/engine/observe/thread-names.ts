/**
 * Thread names that the kernel itself gives out. Applications are never recognised by name: only kernel threads have names
 * that mean something.
 */

import type { Trace } from '../trace/trace'

/** `kswapd0`; kernels with several reclaim threads per node use `kswapd0:1`. */
const KSWAPD = /^kswapd\d+(:\d+)?$/
/** `kcompressd0` (mm level, one per node) and `kcompressd:3` (zram level, one per FIFO). */
const KCOMPRESSD = /^kcompressd:?\d+$/
/** Per-CPU and per-device families: `kworker/u8:1`, `ksoftirqd/0`, `irq/35-mmc0`, `jbd2/dm-5-8`, `rcuop/3`. */
const KERNEL_FAMILY = /^(kworker|ksoftirqd|migration|cpuhp|irq|rcuo[a-z]|rcu[bcn]|jbd2|ext4-rsv-conver|idle_inject|watchdog|scsi_eh|kdmflush|kverityd|dm_bufio_cache|f2fs_[a-z]+-\d+)([/:\-_]|$)/
/** Threads that exist once, or once per node. */
const KERNEL_SINGLE = /^(kthreadd|rcu_(preempt|sched|bh|gp|par_gp|exp_gp_kthread|exp_par_gp_kthr|tasks_[a-z]+)|kcompactd\d*|khugepaged|ksmd|khungtaskd|kauditd|oom_reaper|kdevtmpfs|kblockd|writeback|kswapd\d+(:\d+)?|kcompressd:?\d+|kshrinkd\d*|mmc-?cmdqd\/?\d*|mmcqd\/\d+\w*|zram\d*|hwrng|psimon|psi[a-z_]*worker)$/

/** A kernel reclaim thread of any node. */
export function isKswapdName(name: string): boolean {
  return KSWAPD.test(name)
}

/** A compression thread of either kcompressd series. */
export function isKcompressdName(name: string): boolean {
  return KCOMPRESSD.test(name)
}

/** A name that only the kernel gives. A miss proves nothing: drivers name their threads as they like. */
export function isKernelThreadName(name: string): boolean {
  return KERNEL_FAMILY.test(name) || KERNEL_SINGLE.test(name)
}

/** As in the trace; `tid N` where no name is known. */
export function threadName({ threads }: Trace, thread: number): string {
  return (threads.name[thread] ?? '') || `tid ${threads.tid[thread] ?? thread}`
}
