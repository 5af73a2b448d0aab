/** The answer to "What should I record?": a ready Perfetto configuration, a trace-cmd line, and the command that records through adb. */
import PERFETTO from '#resources/record/reclaim.cfg?raw'
import { t } from '../text/text'

export interface Recipe {
  readonly id: string
  readonly title: string
  readonly hint: string
  readonly text: string
}

/** The tracepoints that the replay needs and that every kernel has: trace-cmd stops at one that is missing. For devices with root and ftrace only. */
const TRACE_CMD_EVENTS = [
  'sched:sched_switch', 'sched:sched_waking', 'vmscan:mm_vmscan_kswapd_wake', 'vmscan:mm_vmscan_kswapd_sleep', 'vmscan:mm_vmscan_wakeup_kswapd',
  'vmscan:mm_vmscan_direct_reclaim_begin', 'vmscan:mm_vmscan_direct_reclaim_end', 'vmscan:mm_vmscan_lru_shrink_inactive', 'vmscan:mm_vmscan_write_folio', 'kmem:rss_stat'
].map((name) => `-e ${name}`)

/** /proc/uptime runs on the boot clock, so the trace is recorded on it too. */
const TRACE_CMD = `(echo ts,name,value; while :; do read t _ < /proc/uptime; sed "s/^/$t,/; s/ /,/" /proc/vmstat; sleep 0.25; done) > vmstat.csv &
trace-cmd record -C boot -b 16384 ${TRACE_CMD_EVENTS.join(' ')} sleep 30
kill $!; trace-cmd report > trace.txt
`

/** `--serial` only matters with several devices. */
const ADB = 'reclaimscope record --serial SERIAL --out my-capture\n'

export const RECIPES: readonly Recipe[] = [
  { id: 'perfetto', title: t('start.perfettoConfiguration'), hint: t('start.perfettoHint'), text: PERFETTO },
  { id: 'adb', title: 'adb', hint: t('start.adbHint'), text: ADB },
  { id: 'trace-cmd', title: 'trace-cmd (root)', hint: t('start.traceCmdHint'), text: TRACE_CMD }
]

/** Kinds of files that a drop takes, as the drop area names them. */
export const ACCEPTED_KINDS: readonly { readonly title: string; readonly detail: string }[] = [
  { title: t('start.perfettoRecording'), detail: t('start.perfettoKinds') },
  { title: t('start.ftraceText'), detail: t('start.ftraceKinds') },
  { title: t('start.vmstatSamples'), detail: t('start.vmstatKinds') },
  { title: 'device.json', detail: t('start.deviceKinds') },
  { title: t('start.packed'), detail: t('start.packedKinds') },
  { title: t('start.project'), detail: t('start.projectKinds') }
]
