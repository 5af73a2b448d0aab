#!/bin/sh
# Records a capture with trace-cmd, as root: trace.txt, vmstat.csv and device.json in a new folder.
#
#   sh record-trace-cmd.sh FOLDER [SECONDS]        default: 30 seconds
#
# In one line, without counters and device description:
#   trace-cmd record -C boot -b 16384 -e sched:sched_switch -e sched:sched_waking -e vmscan -e kmem:rss_stat sleep 30 && trace-cmd report -t > trace.txt

folder=${1:?usage: record-trace-cmd.sh FOLDER [SECONDS]}
seconds=${2:-30}
here=$(cd "$(dirname "$0")" && pwd)
tracefs=/sys/kernel/tracing
[ -d "$tracefs/events" ] || tracefs=/sys/kernel/debug/tracing

wanted='
  sched:sched_switch sched:sched_waking sched:sched_wakeup_new sched:sched_process_exit task:task_newtask task:task_rename
  power:cpu_frequency power:cpu_idle
  vmscan:mm_vmscan_kswapd_wake vmscan:mm_vmscan_kswapd_sleep vmscan:mm_vmscan_wakeup_kswapd
  vmscan:mm_vmscan_direct_reclaim_begin vmscan:mm_vmscan_direct_reclaim_end
  vmscan:mm_vmscan_memcg_reclaim_begin vmscan:mm_vmscan_memcg_reclaim_end
  vmscan:mm_vmscan_lru_shrink_inactive vmscan:mm_vmscan_lru_shrink_active vmscan:mm_vmscan_throttled
  vmscan:mm_vmscan_write_folio vmscan:mm_vmscan_writepage
  kmem:rss_stat oom:oom_score_adj_update oom:mark_victim lowmemorykiller:lowmemory_kill kmem:mm_page_alloc_extfrag
'

# trace-cmd stops at an event that the kernel does not have.
events=
for event in $wanted; do
  if [ -d "$tracefs/events/${event%%:*}/${event#*:}" ]; then
    events="$events -e $event"
  else
    echo "not in this kernel: $event" >&2
  fi
done

mkdir -p "$folder" || exit 1
sh "$here/describe-device.sh" > "$folder/device.json"
sh "$here/vmstat-logger.sh" > "$folder/vmstat.csv" &
logger=$!
# shellcheck disable=SC2086
trace-cmd record -C boot -b 16384 -o "$folder/trace.dat" $events sleep "$seconds"
status=$?
kill "$logger"
[ "$status" -eq 0 ] || exit "$status"
trace-cmd report -t "$folder/trace.dat" > "$folder/trace.txt" && rm "$folder/trace.dat"
